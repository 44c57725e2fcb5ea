import picomatch from 'picomatch';

export type PathMatcher = (relativePath: string) => boolean;

/**
 * Which files of a directory match any of the patterns? Paths are relative, with `/`. A pattern that begins with a
 * letter, a digit or `_` matches in any folder; `glob:` and `regex:` choose the syntax (engine.md §23.5).
 */
export function pathMatcher(patterns: readonly string[]): PathMatcher {
  const matchers = patterns.map(compile);
  return (path) => matchers.some((matches) => matches(path));
}

function compile(pattern: string): PathMatcher {
  if (pattern.startsWith('regex:')) {
    const expression = new RegExp(`^(?:${pattern.slice('regex:'.length)})$`);
    return (path) => expression.test(path);
  }
  const globs = pattern.startsWith('glob:')
    ? [relative(pattern.slice('glob:'.length))]
    : /^\w/.test(pattern)
      ? [pattern, `**/${pattern}`]
      : [relative(pattern)];
  return picomatch(globs, { dot: true });
}

/** `./out.txt` and `/out.txt` both mean `out.txt` of the directory. */
function relative(pattern: string): string {
  return pattern.replace(/^(\.?\/)+/, '');
}
