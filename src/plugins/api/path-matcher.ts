export type PathMatcher = (relativePath: string) => boolean;

/**
 * Which files of a directory match any of the patterns? Paths are relative, with `/`. A pattern that begins with a
 * letter, a digit or `_` matches in any folder; `glob:` and `regex:` choose the syntax (engine.md §23.5).
 */
export function pathMatcher(patterns: readonly string[]): PathMatcher {
  const expressions = patterns.flatMap(compile);
  return (path) => expressions.some((expression) => expression.test(path));
}

function compile(pattern: string): RegExp[] {
  if (pattern.startsWith('regex:')) {
    return [new RegExp(`^(?:${pattern.slice('regex:'.length)})$`)];
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

function globExpression(glob: string): RegExp {
  let depth = 0;
  const source = (glob.match(PIECE) ?? []).map((piece) => {
    depth += piece === '{' ? 1 : piece === '}' ? -1 : 0;
    return pieceExpression(piece, depth);
  });
  return new RegExp(`^${source.join('')}$`, 's');
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
        ? `(?!/)${piece.replace(/^\[!/, '[^').replace(/\\/g, '\\\\')}`
        : escaped(piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
