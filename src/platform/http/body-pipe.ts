import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { DomainError, InvalidEntityError, type Violation } from '../../model/errors.js';
import { readJson } from '../../model/json.js';

/**
 * Checks parameters by their DTO classes. Bodies arrive as text whatever their Content-Type: a handler that declares
 * `@Body() text: string` gets it raw (YAML, Ion), every other one gets the JSON value. An empty body is `undefined`, or
 * an empty DTO.
 */
@Injectable()
export class BodyPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      validateCustomDecorators: false,
      exceptionFactory: (errors) => new InvalidEntityError(violations(errors)),
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && metadata.metatype === Array && value === undefined) {
      checkList(value);
    }
    if (metadata.type !== 'body' || typeof value !== 'string' || metadata.metatype === String) {
      return super.transform(value, metadata);
    }
    const body = value.trim() === '' ? undefined : parsed(value);
    if (metadata.metatype === Array) {
      checkList(body);
    }
    return super.transform(body ?? emptyFor(metadata), metadata);
  }
}

/** A list whose items hold something; what they hold is up to the handler. */
function checkList(body: unknown): void {
  if (body === undefined) {
    throw new DomainError('INVALID_ROUTE_PARAMS', 'the body must be a list, but it is missing');
  }
  if (!Array.isArray(body)) {
    throw new InvalidEntityError([{ path: 'body', message: 'must be a list' }]);
  }
  const empty = body.findIndex((item) => item === null);
  if (empty >= 0) {
    throw new InvalidEntityError([{ path: `body[${empty}]`, message: 'must not be null' }]);
  }
}

function emptyFor({ metatype }: ArgumentMetadata): object | undefined {
  return metatype === undefined || metatype === Object || metatype === Array ? undefined : {};
}

function parsed(text: string): unknown {
  try {
    return readJson(text);
  } catch (error) {
    throw new DomainError('INVALID_JSON', (error as Error).message, { cause: error });
  }
}

/** Flat, with paths like `filters[0].field`. */
function violations(errors: readonly ValidationError[], parent = ''): Violation[] {
  return errors.flatMap((error) => {
    const path = joined(parent, error.property);
    const own = Object.values(error.constraints ?? {}).map((message) => ({
      path,
      message: message.startsWith(`${error.property} `)
        ? message.slice(error.property.length + 1)
        : message,
    }));
    return [...own, ...violations(error.children ?? [], path)];
  });
}

function joined(parent: string, property: string): string {
  if (/^\d+$/.test(property)) {
    return `${parent}[${property}]`;
  }
  return parent === '' ? property : `${parent}.${property}`;
}
