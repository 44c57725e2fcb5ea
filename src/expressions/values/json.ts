import { readJson } from '../../model/json.js';
import { toDouble } from '../../model/numbers.js';
import { Failure } from '../errors.js';
import { MAX_DEPTH } from '../limits.js';
import { setEntry, type DataMap } from './data.js';
import { normalizeInteger } from './numbers.js';

const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const PLAIN_TEXT = /[^"\\]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** Nothing in the text needs the difference between `1` and `1.0` or more than 15 digits. */
const NEEDS_OWN_PARSER = /[0-9][.eE]|[0-9]{16}/;

/**
 * Reads the first JSON value of a text and ignores what follows it. Integers and doubles keep their types, integers
 * of any size stay exact, keys keep their order, line breaks are allowed inside texts. Throws Failure.
 */
export function parseJson(text: string): unknown {
  if (!NEEDS_OWN_PARSER.test(text)) {
    try {
      return readJson(text);
    } catch {
      // What the strict parser refuses may still be read by the tolerant one, which also explains better.
    }
  }
  return new JsonParser(text).parse();
}

class JsonParser {
  private index = 0;

  constructor(private readonly text: string) {}

  parse(): unknown {
    return this.value(0);
  }

  private value(depth: number): unknown {
    if (depth > MAX_DEPTH) {
      throw new Failure(`The JSON text is nested deeper than ${MAX_DEPTH} levels`);
    }
    this.skipWhitespace();
    switch (this.text[this.index]) {
      case '{':
        return this.map(depth);
      case '[':
        return this.list(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private map(depth: number): DataMap {
    const map: DataMap = {};
    this.index++;
    if (this.accept('}')) {
      return map;
    }
    do {
      this.skipWhitespace();
      if (this.text[this.index] !== '"') {
        throw this.error('a key');
      }
      const key = this.string();
      if (!this.accept(':')) {
        throw this.error('`:`');
      }
      setEntry(map, key, this.value(depth + 1));
    } while (this.accept(','));
    if (!this.accept('}')) {
      throw this.error('`,` or `}`');
    }
    return map;
  }

  private list(depth: number): unknown[] {
    const list: unknown[] = [];
    this.index++;
    if (this.accept(']')) {
      return list;
    }
    do {
      list.push(this.value(depth + 1));
    } while (this.accept(','));
    if (!this.accept(']')) {
      throw this.error('`,` or `]`');
    }
    return list;
  }

  private string(): string {
    let result = '';
    this.index++;
    for (;;) {
      const plain = this.match(PLAIN_TEXT)?.[0] ?? '';
      this.index += plain.length;
      result += plain;
      if (this.index >= this.text.length) {
        throw this.error('`"`');
      }
      if (this.text[this.index] === '"') {
        break;
      }
      result += this.escaped();
    }
    this.index++;
    return result;
  }

  private escaped(): string {
    const letter = this.text[this.index + 1] ?? '';
    const simple = ESCAPES[letter];
    if (simple !== undefined) {
      this.index += 2;
      return simple;
    }
    const code = this.text.slice(this.index + 2, this.index + 6);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(code)) {
      throw this.error('a valid escape');
    }
    this.index += 6;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  private number(): unknown {
    const match = this.match(NUMBER);
    if (match === null) {
      throw this.error('a value');
    }
    this.index += match[0].length;
    if (/[\w.]/.test(this.text[this.index] ?? '')) {
      throw this.error('the end of the number');
    }
    const isDouble = match[1] !== undefined || match[2] !== undefined;
    return isDouble ? toDouble(Number(match[0])) : normalizeInteger(BigInt(match[0]));
  }

  private word(word: string, value: unknown): unknown {
    if (
      !this.text.startsWith(word, this.index) ||
      /\w/.test(this.text[this.index + word.length] ?? '')
    ) {
      throw this.error('a value');
    }
    this.index += word.length;
    return value;
  }

  private accept(character: string): boolean {
    this.skipWhitespace();
    if (this.text[this.index] !== character) {
      return false;
    }
    this.index++;
    return true;
  }

  private skipWhitespace(): void {
    this.index += this.match(WHITESPACE)?.[0].length ?? 0;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.index;
    return pattern.exec(this.text);
  }

  private error(expected: string): Failure {
    return new Failure(`This is not JSON: ${expected} is expected at character ${this.index + 1}`);
  }
}
