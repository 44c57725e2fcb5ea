import { IllegalArgumentError } from '../../model/errors.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  v: '\v',
  '\n': '',
};
const MAX_CODE_POINT = 0x10ffff;
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;
const SHORT: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

interface Piece {
  readonly value: string;
  /** Index behind the closing quote. */
  readonly end: number;
}

/** A text that starts with `quote` at `start`. */
export function readQuoted(text: string, start: number, quote: string): Piece {
  return read(text, start, quote);
}

/** A text in three single quotes. */
export function readLongString(text: string, start: number): Piece {
  return read(text, start, "'''");
}

function read(text: string, start: number, quote: string): Piece {
  let end = start + quote.length;
  while (!text.startsWith(quote, end)) {
    if (end >= text.length) {
      throw new IllegalArgumentError(`This is not Ion: ${quote} is not closed`);
    }
    end += text[end] === '\\' ? 2 : 1;
  }
  const content = text.slice(start + quote.length, end);
  return { value: content.includes('\\') ? unescape(content) : content, end: end + quote.length };
}

function unescape(content: string): string {
  return content.replace(ESCAPE, (_, x?: string, u?: string, U?: string, letter: string = '') => {
    const code = x ?? u ?? U;
    return code === undefined ? (ESCAPES[letter] ?? letter) : character(code);
  });
}

function character(hexadecimal: string): string {
  const code = Number.parseInt(hexadecimal, 16);
  if (code > MAX_CODE_POINT) {
    throw new IllegalArgumentError(`This is not Ion: there is no character ${hexadecimal}`);
  }
  return String.fromCodePoint(code);
}

export function quote(text: string, mark: '"' | "'"): string {
  if (!/["'\\\u0000-\u001f\u007f]/.test(text)) {
    return mark + text + mark;
  }
  const escaped = text.replace(/["'\\\u0000-\u001f\u007f]/g, (character) => {
    if (character === '\\' || character === mark) {
      return `\\${character}`;
    }
    if (character === '"' || character === "'") {
      return character;
    }
    return SHORT[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return mark + escaped + mark;
}
