import { Failure } from '../errors.js';

/** A piece of a java.time pattern. */
export type PatternPart =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string };

const PIECE = /'((?:[^']|'')*)'|([A-Za-z])\2*|[\s\S]/g;
/** The letters of java.time, and how often each may be repeated. */
const MOST: ReadonlyMap<string, number> = new Map(
  [
    ['aW', 1],
    ['dhHkKmswV', 2],
    ['D', 3],
    ['zO', 4],
    ['GMLQqEecXxZ', 5],
    ['S', 9],
    ['uyYAnN', 19],
  ].flatMap(([letters, most]) => [...String(letters)].map((letter) => [letter, Number(most)])),
);
const cache = new Map<string, readonly PatternPart[]>();
const MAX_CACHED = 500;

/** Splits a pattern; optional sections count as written out. Throws Failure for an unknown letter. */
export function parsePattern(pattern: string): readonly PatternPart[] {
  const known = cache.get(pattern);
  if (known !== undefined) {
    return known;
  }
  const parts = [...pattern.matchAll(PIECE)].flatMap(([piece, quoted, letter]) =>
    toPart(pattern, piece, quoted, letter),
  );
  if (cache.size >= MAX_CACHED) {
    cache.clear();
  }
  cache.set(pattern, parts);
  return parts;
}

function toPart(pattern: string, piece: string, quoted?: string, letter?: string): PatternPart[] {
  if (quoted !== undefined) {
    return [{ kind: 'text', text: quoted === '' ? "'" : quoted.replaceAll("''", "'") }];
  }
  if (letter === undefined) {
    if (piece === '[' || piece === ']') {
      return [];
    }
    if ("'{}#".includes(piece)) {
      throw new Failure(`\`${pattern}\` is not a date format: \`${piece}\` must be quoted`);
    }
    return [{ kind: 'text', text: piece }];
  }
  const most = MOST.get(letter);
  if (most === undefined) {
    throw new Failure(
      `\`${pattern}\` is not a date format: the letter \`${letter}\` has no meaning`,
    );
  }
  if (piece.length > most) {
    throw new Failure(
      `\`${pattern}\` is not a date format: \`${letter}\` is repeated more than ${most} times`,
    );
  }
  if (letter === 'V' && piece.length !== 2) {
    throw new Failure(`\`${pattern}\` is not a date format: write \`VV\``);
  }
  return [{ kind: 'field', letter, count: piece.length }];
}
