import {
  type DomainError,
  type ErrorCode,
  InvalidBulkError,
  InvalidEntityError,
  JsonMappingError,
  type Violation,
} from '../../model/errors.js';

/** The body of every error answer (api.md §2.1). */
export interface ErrorBody {
  readonly message: string;
  readonly _links?: {
    readonly self: readonly [{ readonly href: string; readonly templated: false }];
  };
  readonly _embedded?: { readonly errors: readonly EmbeddedError[] };
  readonly invalids?: readonly { message: string; invalidValue: string }[];
}

/** Of a broken document also where and what to do about it, which the message leaves out for the sake of older clients. */
interface EmbeddedError extends Omit<Violation, 'path'> {
  readonly path?: string;
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
}

const STATUS: Readonly<Record<ErrorCode, readonly [status: number, prefix: string]>> = {
  INVALID_ENTITY: [422, 'Invalid entity'],
  ILLEGAL_ARGUMENT: [422, 'Illegal argument'],
  INVALID_JSON: [422, 'Invalid json'],
  JSON_MAPPING: [422, ''],
  INVALID_ROUTE_PARAMS: [422, 'Invalid route params'],
  BAD_REQUEST: [400, 'Bad Request'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  NOT_FOUND: [404, 'Not Found'],
  ILLEGAL_STATE: [409, 'Illegal state'],
  EXPIRED: [410, 'Resource has expired'],
  UNREADABLE_RECORD: [423, 'Locked'],
  INVALID_BULK: [400, ''],
};

/** Status and body of a user's mistake; `href` is the path of the request. */
export function domainAnswer(error: DomainError, href: string): ErrorAnswer {
  const [status, prefix] = STATUS[error.code];
  if (error instanceof InvalidBulkError) {
    return { status, body: { message: error.message, invalids: error.invalids } };
  }
  if (error instanceof JsonMappingError) {
    return plainAnswer(status, error.message, href, error.errors);
  }
  const message = error.message === '' ? prefix : `${prefix}: ${error.message}`;
  const errors =
    error instanceof InvalidEntityError
      ? error.violations.map(({ message: text, path, line, column, hint }) => ({
          message: text,
          path,
          ...(line !== undefined && { line, column }),
          ...(hint !== undefined && { hint }),
        }))
      : undefined;
  return plainAnswer(status, message, href, errors);
}

export function plainAnswer(
  status: number,
  message: string,
  href: string,
  errors?: readonly EmbeddedError[],
): ErrorAnswer {
  return {
    status,
    body: {
      message,
      _links: { self: [{ href, templated: false }] },
      ...(errors && { _embedded: { errors } }),
    },
  };
}
