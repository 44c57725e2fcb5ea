import { IllegalArgumentError } from '../../../model/errors.js';
import type { Dialect } from './dialect.js';
import type { Statement } from './session.js';
import { tokensOf } from './tokens.js';

/**
 * Replaces every `:name` outside of quotes, comments and casts by a placeholder of the database. Without parameters
 * the statement stays as it is, so that `a[x:y]` and the like need no care. Throws for a name without a value.
 */
export function bindNamed(
  sql: string,
  parameters: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): Statement {
  const names = Object.keys(parameters);
  if (names.length === 0) {
    return { sql, values: [] };
  }
  const values: unknown[] = [];
  let text = '';
  for (const token of tokensOf(sql, dialect)) {
    if (token.kind !== 'parameter') {
      text += token.text;
      continue;
    }
    const name = token.text.slice(1);
    if (!Object.hasOwn(parameters, name)) {
      throw new IllegalArgumentError(
        `parameters: there is no value for :${name}; the names given are ${names.join(', ')}`,
      );
    }
    values.push(parameters[name] ?? null);
    text += dialect.placeholder(values.length);
  }
  return { sql: text, values };
}

/** Writes the `?` of a statement as the database wants them. */
export function withPlaceholders(sql: string, dialect: Dialect): string {
  let position = 0;
  return [...tokensOf(sql, dialect)]
    .map(({ kind, text }) => (kind === 'question' ? dialect.placeholder(++position) : text))
    .join('');
}
