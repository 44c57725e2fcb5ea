import { Failure } from '../errors.js';

/** A piece of a java.time pattern. */
export type PatternPart =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string };

const PIECE = /'((?:[^']|'')*)'|([A-Za-z])\2*|[\s\S]/g;
const LETTERS = 'GuyMLdDQqEecahHkKmsSAnNVzOXxZwWY';
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
  if (!LETTERS.includes(letter)) {
    throw new Failure(
      `\`${pattern}\` is not a date format: the letter \`${letter}\` has no meaning`,
    );
  }
  if (letter === 'V' && piece.length !== 2) {
    throw new Failure(`\`${pattern}\` is not a date format: write \`VV\``);
  }
  return [{ kind: 'field', letter, count: piece.length }];
}
