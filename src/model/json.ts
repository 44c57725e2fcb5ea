import { Double } from './numbers.js';

/**
 * JSON that keeps the difference between `1` and `1.0` and integers beyond 2^53 (see numbers.ts). Text without such
 * values takes the native path.
 */
export function stringifyJson(value: unknown): string {
  let marked = false;
  Double.writeNumber = (text) => {
    marked = true;
    return MARK + text;
  };
  try {
    const text = JSON.stringify(value) as string | undefined;
    return marked ? (text ?? 'null').replace(MARKED, '$1') : (text ?? 'null');
  } finally {
    Double.writeNumber = undefined;
  }
}

/** Throws SyntaxError like JSON.parse. */
export function parseJson(text: string): unknown {
  if (!NEEDS_CARE.test(text)) {
    return JSON.parse(text) as unknown;
  }
  const careful = text.replace(TOKEN, (token) =>
    token.startsWith('"') ? token : careNumber(token),
  );
  return JSON.parse(careful, (_key, value: unknown) => revive(value));
}

/** Levels of a JSON text of somebody else: everything that later walks its value is recursive. */
const MAX_DEPTH = 1_000;

/** `parseJson` for texts that come from outside. Throws SyntaxError also when the text is nested too deep. */
export function readJson(text: string): unknown {
  if (text.length > 2 * MAX_DEPTH && isTooDeep(text)) {
    throw new SyntaxError(`the JSON text is nested more than ${MAX_DEPTH} levels deep`);
  }
  return parseJson(text);
}

const [QUOTE, BACKSLASH] = ['"'.charCodeAt(0), '\\'.charCodeAt(0)];
/** `[` and `{` and their ends differ in one bit. */
const [OPENING, CLOSING, BRACE_BIT] = ['['.charCodeAt(0), ']'.charCodeAt(0), 0x20];

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      inString = !inString;
    } else if (inString) {
      at += code === BACKSLASH ? 1 : 0;
    } else if ((code | BRACE_BIT) === (OPENING | BRACE_BIT) && ++depth > MAX_DEPTH) {
      return true;
    } else if ((code | BRACE_BIT) === (CLOSING | BRACE_BIT)) {
      depth--;
    }
  }
  return false;
}

/** Numbers without a plain JavaScript form travel as strings behind this mark while JSON.parse or -stringify works. */
const MARK = '\u0001number:';
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const MARKED = new RegExp(String.raw`"\\u0001number:(${NUMBER})"`, 'g');
const TOKEN = new RegExp(String.raw`"(?:[^"\\]|\\.)*"|${NUMBER}`, 'g');
const NEEDS_CARE = /(?:^|[:[,\s])-?(?:\d+\.0+|\d+(?:\.\d+)?[eE][+-]?\d+|\d{16,})(?=[,\]}\s]|$)/;

function careNumber(token: string): string {
  const isInteger = /^-?\d+$/.test(token);
  const needsCare = isInteger
    ? !Number.isSafeInteger(Number(token))
    : Number.isInteger(Number(token));
  return needsCare ? JSON.stringify(MARK + token) : token;
}

function revive(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(MARK)) {
    return value;
  }
  const text = value.slice(MARK.length);
  return /^-?\d+$/.test(text) ? BigInt(text) : new Double(Number(text));
}

Object.defineProperty(BigInt.prototype, 'toJSON', {
  value(this: bigint): unknown {
    return Double.writeNumber?.(this.toString()) ?? Number(this);
  },
});
