import { RE2JS } from 're2js';
import { IllegalArgumentError } from '../../model/errors.js';

export type PathMatcher = (relativePath: string) => boolean;

/** Takes linear time for every pattern; a flow could bring one that takes JavaScript's own matcher for ever. */
type Expression = Pick<RE2JS, 'matches'>;

/**
 * Which files of a directory match any of the patterns? Paths are relative, with `/`. A pattern that begins with a
 * letter, a digit or `_` matches in any folder; `glob:` and `regex:` choose the syntax (engine.md §23.5).
 */
export function pathMatcher(patterns: readonly string[]): PathMatcher {
  const expressions = patterns.flatMap(compile);
  return (path) => expressions.some((expression) => expression.matches(path));
}

function compile(pattern: string): Expression[] {
  if (pattern.startsWith('regex:')) {
    return [expression(pattern.slice('regex:'.length), pattern)];
  }
  if (pattern.startsWith('glob:')) {
    return [globExpression(relative(pattern.slice('glob:'.length)))];
  }
  return /^\w/.test(pattern)
    ? [globExpression(pattern), globExpression(`**/${pattern}`)]
    : [globExpression(relative(pattern))];
}

/** `./out.txt` and `/out.txt` both mean `out.txt` of the directory. */
function relative(pattern: string): string {
  return pattern.replace(/^(\.?\/)+/, '');
}

/** The pieces of a glob as java.nio reads it: `**` crosses folders wherever it stands, `*` and `?` do not. */
const PIECE = /\*\*|[*?{},]|\[!?[^\]]*\]|\\.|[^*?{},[\\]+|[[\\]/g;

function globExpression(glob: string): Expression {
  let depth = 0;
  const source = (glob.match(PIECE) ?? []).map((piece) => {
    depth += piece === '{' ? 1 : piece === '}' ? -1 : 0;
    return pieceExpression(piece, depth);
  });
  return expression(`(?s)${source.join('')}`, glob);
}

function expression(source: string, pattern: string): Expression {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new IllegalArgumentError(
      `\`${pattern}\` is not a valid pattern: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function pieceExpression(piece: string, depth: number): string {
  switch (piece) {
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    case '{':
      return '(?:';
    case '}':
      return ')';
    case ',':
      return depth > 0 ? '|' : ',';
    default:
      return piece.length > 2 && piece.startsWith('[')
        ? setExpression(piece.slice(1, -1))
        : escaped(piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece);
  }
}

/** One character of a set, never a `/`: Java takes it out of ranges such as `[+-9]` too. */
function setExpression(set: string): string {
  const literal = (text: string): string => text.replace(/[\\\]^[&]/g, '\\$&');
  if (set.startsWith('!')) {
    return `[^/${literal(set.slice(1))}]`;
  }
  const kept = set
    .replace(
      /([ -/])-([/-~])/g,
      (_, first: string, last: string) => `${range(first, '.')}${range('0', last)}`,
    )
    .replaceAll('/', '');
  return kept === '' ? '[^\\x00-\\x{10FFFF}]' : `[${literal(kept)}]`;
}

function range(first: string, last: string): string {
  return first <= last ? `${first}-${last}` : '';
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
