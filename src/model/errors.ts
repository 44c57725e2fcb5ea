/**
 * Kinds of trouble that a user can cause or must hear of. `code` survives process borders; one filter in
 * `platform/http` maps it to a status (api.md §2). Anything that is not a DomainError is our bug.
 */
export type ErrorCode =
  | 'INVALID_ENTITY'
  | 'ILLEGAL_ARGUMENT'
  | 'INVALID_JSON'
  | 'JSON_MAPPING'
  | 'INVALID_ROUTE_PARAMS'
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'NOT_FOUND'
  | 'ILLEGAL_STATE'
  | 'EXPIRED'
  | 'UNREADABLE_RECORD'
  | 'INVALID_BULK';

export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** One broken rule of a document. `path` like `tasks[0].message`; line and column count from 1. */
export interface Violation {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly hint?: string;
}

export class InvalidEntityError extends DomainError {
  constructor(readonly violations: readonly Violation[]) {
    super('INVALID_ENTITY', violations.map((v) => `${v.path}: ${v.message}`).join(', '));
  }
}

/** A JSON body whose values do not fit; the paths are those of a JSON library. */
export class JsonMappingError extends DomainError {
  constructor(
    message: string,
    readonly errors: readonly { readonly message: string; readonly path: string }[],
  ) {
    super('JSON_MAPPING', message);
  }
}

export class IllegalArgumentError extends DomainError {
  constructor(message: string, options?: ErrorOptions) {
    super('ILLEGAL_ARGUMENT', message, options);
  }
}

/** An empty message means that the body says just `Not Found`. */
export class NotFoundError extends DomainError {
  constructor(message = '') {
    super('NOT_FOUND', message);
  }
}

export class IllegalStateError extends DomainError {
  constructor(message: string, options?: ErrorOptions) {
    super('ILLEGAL_STATE', message, options);
  }
}

export class ExpiredError extends DomainError {
  constructor(message: string) {
    super('EXPIRED', message);
  }
}

export class UnreadableRecordError extends DomainError {
  constructor(message: string, options?: ErrorOptions) {
    super('UNREADABLE_RECORD', message, options);
  }
}

/** One unsuitable item of a bulk call (api.md §2.3). */
export interface InvalidItem {
  readonly message: string;
  readonly invalidValue: string;
}

/** A bulk call in which at least one item is unsuitable; nothing was done. */
export class InvalidBulkError extends DomainError {
  constructor(
    message: string,
    readonly invalids: readonly InvalidItem[],
  ) {
    super('INVALID_BULK', message);
  }
}
