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
    if (metadata.type !== 'body' || typeof value !== 'string' || metadata.metatype === String) {
      return super.transform(value, metadata);
    }
    const body = value.trim() === '' ? undefined : parsed(value);
    return super.transform(body ?? emptyFor(metadata), metadata);
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
