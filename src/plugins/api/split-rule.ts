import { RE2JS } from 're2js';
import { IllegalArgumentError } from '../../model/errors.js';
import { parseSize } from './size.js';

/** How a file is cut: the first that is given, in this order (engine.md §11). */
export interface SplitRule {
  /** A number, or text such as `10MB`; 1 KB is 1,024 bytes. */
  readonly bytes?: string | number;
  readonly partitions?: number;
  readonly rows?: number;
  /** Written after each line. */
  readonly separator?: string;
  /** Lines with an equal first capture group go together. */
  readonly regexPattern?: string;
}

/** One piece after the other: when is the next one begun? */
export type IsFull = (piece: { readonly lines: number; readonly size: number }) => boolean;

/** Pieces that grow side by side: the name of the one that a line belongs to; undefined for none. */
export type NameOf = (line: Buffer, index: number) => string | undefined;

export type Cut = { readonly isFull: IsFull } | { readonly nameOf: NameOf };

export function cutOf({ bytes, partitions, rows, regexPattern }: SplitRule): Cut {
  if (bytes !== undefined) {
    const limit = atLeastOne('bytes', parseSize('bytes', bytes));
    return { isFull: ({ size }) => size >= limit };
  }
  if (partitions !== undefined) {
    const count = atLeastOne('partitions', partitions);
    return { nameOf: (_line, index) => String(index % count) };
  }
  if (rows !== undefined) {
    const count = atLeastOne('rows', rows);
    return { isFull: ({ lines }) => lines >= count };
  }
  if (regexPattern !== undefined) {
    const groupOf = firstGroup(regexPattern);
    return { nameOf: (line) => groupOf(line.toString('utf8')) };
  }
  throw new IllegalArgumentError('Invalid configuration with no size, count, nor rows');
}

function atLeastOne(name: string, number: number): number {
  if (!(number >= 1)) {
    throw new IllegalArgumentError(`${name}: must be at least 1, but received \`${number}\``);
  }
  return number;
}

/** RE2 needs linear time for every pattern; a flow could bring one that takes JavaScript's own matcher for ever. */
function firstGroup(source: string): (line: string) => string | undefined {
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(source);
  } catch (error) {
    throw new IllegalArgumentError(
      `regexPattern: \`${source}\` is not a regular expression: ${(error as Error).message}`,
      { cause: error },
    );
  }
  if (pattern.groupCount() < 1) {
    throw new IllegalArgumentError(`regexPattern: \`${source}\` needs a capture group`);
  }
  return (line) => {
    const matcher = pattern.matcher(line);
    return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
  };
}
