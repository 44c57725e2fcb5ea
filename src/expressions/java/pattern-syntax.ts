/** Character classes of Java that JavaScript and RE2 call otherwise, as the inside of a bracket. */
const CLASSES: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t-\\r',
  IsAlphabetic: '\\p{L}',
  IsLetter: '\\p{L}',
  IsDigit: '\\p{Nd}',
  IsLowercase: '\\p{Ll}',
  IsUppercase: '\\p{Lu}',
  javaLowerCase: '\\p{Ll}',
  javaUpperCase: '\\p{Lu}',
};

const SHORTHANDS: Readonly<Record<string, string>> = {
  h: '\\t \\x{A0}\\x{2000}-\\x{200A}',
  s: ' \\t-\\r',
  v: '\\n-\\r',
};

const ESCAPES: Readonly<Record<string, string>> = {
  R: '(?:\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])',
  Z: '\\z',
  e: '\\x1B',
};

const TOKEN =
  /\\Q([\s\S]*?)(?:\\E|$)|\\([pP])\{(\w+)\}|\\u([0-9a-fA-F]{4})|\\([\s\S])|(\[\^?|\])|([*+?}])\+|[\s\S]/g;

/**
 * Java's regular expression in the syntax of RE2. Possessive quantifiers become greedy ones; `$` and `\Z` match at
 * the very end only, not also before a last line break.
 */
export function toRe2(pattern: string): string {
  let depth = 0;
  return pattern.replace(
    TOKEN,
    (
      all,
      quoted?: string,
      p?: string,
      name = '',
      code?: string,
      escaped?: string,
      bracket?: string,
      quantifier?: string,
    ) => {
      if (quoted !== undefined) {
        return quoted.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&');
      }
      if (p !== undefined) {
        return namedClass(all, p, name, depth > 0);
      }
      if (code !== undefined) {
        return `\\x{${code}}`;
      }
      if (escaped !== undefined) {
        return escape(all, escaped, depth > 0);
      }
      if (bracket !== undefined) {
        depth = Math.max(0, depth + (bracket === ']' ? -1 : 1));
      }
      return depth === 0 && quantifier !== undefined ? quantifier : all;
    },
  );
}

function namedClass(all: string, p: string, name: string, inBrackets: boolean): string {
  const content = CLASSES[name];
  if (content === undefined) {
    return all;
  }
  if (p === 'P') {
    return `[^${content}]`;
  }
  return inBrackets ? content : `[${content}]`;
}

function escape(all: string, letter: string, inBrackets: boolean): string {
  const content = SHORTHANDS[letter];
  if (content !== undefined) {
    return inBrackets ? content : `[${content}]`;
  }
  return inBrackets ? all : (ESCAPES[letter] ?? all);
}
