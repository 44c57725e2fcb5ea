import { readJson } from '../../model/json.js';
import { IllegalArgumentError } from '../../model/errors.js';
import { IonValue } from './ion-value.js';
import { integerOf, NUMBER, numberOf, TIMESTAMP } from './number.js';
import { readLongString, readQuoted } from './string.js';

export interface ReadIonOptions {
  /** Scalars without a plain form come as IonValue, so that writing them gives the same Ion; default plain values. */
  readonly keepTypes?: boolean;
}

/** Structures deeper than this come from attackers, not from tasks. */
const MAX_DEPTH = 500;

const SPACE = /(?:[\s\v]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const TYPED_NULL = /null\.[a-z]+/y;
const SPECIAL_FLOAT = /[+-]inf/y;
const OPERATOR = /[!#%&*+\-./;<=>?@^`|~]+/y;

/** JSON is Ion; only numbers with a fraction or many digits must not go through JavaScript's own reader. */
const JSON_LIKE = /^\s*(?:\{\s*["}]|\[|")/;
const PRECISE_NUMBER = /\d[.eE]|\d{16}/;

/**
 * The first value of an Ion text. Integers outside the safe range are bigints, whole doubles are `Double`, structs
 * are plain objects. Throws IllegalArgumentError.
 */
export function readIon(text: string, options: ReadIonOptions = {}): unknown {
  const quick = readAsJson(text);
  if (quick !== undefined) {
    return quick;
  }
  const reader = new IonReader(text, options.keepTypes === true);
  if (reader.atEnd()) {
    throw new IllegalArgumentError('The Ion text is empty');
  }
  return reader.value();
}

/** Every top-level value of an Ion text, one after the other. */
export function* readIonValues(text: string, options: ReadIonOptions = {}): Generator<unknown> {
  const reader = new IonReader(text, options.keepTypes === true);
  while (!reader.atEnd()) {
    yield reader.value();
  }
}

function readAsJson(text: string): unknown {
  if (!JSON_LIKE.test(text) || PRECISE_NUMBER.test(text)) {
    return undefined;
  }
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

class IonReader {
  private index = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly keepTypes: boolean,
  ) {}

  atEnd(): boolean {
    this.skipSpace();
    if (
      this.text.startsWith('$ion_1_0', this.index) &&
      !/[\w$:]/.test(this.text[this.index + 8] ?? '')
    ) {
      this.index += 8;
      this.skipSpace();
    }
    return this.index >= this.text.length;
  }

  value(): unknown {
    this.skipSpace();
    const start = this.index;
    const annotated = this.skipAnnotations();
    const value = this.unannotated();
    if (
      !annotated ||
      !this.keepTypes ||
      (typeof value === 'object' && value !== null && !(value instanceof IonValue))
    ) {
      return value;
    }
    return new IonValue(
      this.text.slice(start, this.index),
      value instanceof IonValue ? value.plain : value,
    );
  }

  /** Whether there were any. */
  private skipAnnotations(): boolean {
    let found = false;
    for (;;) {
      const start = this.index;
      const isQuoted = this.text[start] === "'" && !this.text.startsWith("'''", start);
      if (isQuoted) {
        this.quoted("'");
      } else if (this.match(WORD) === undefined) {
        return found;
      }
      this.skipSpace();
      if (!this.text.startsWith('::', this.index)) {
        this.index = start;
        return found;
      }
      this.index += 2;
      this.skipSpace();
      found = true;
    }
  }

  private unannotated(): unknown {
    const { text, index } = this;
    switch (text[index]) {
      case '{':
        return text[index + 1] === '{' ? this.binary() : this.nested(() => this.struct());
      case '[':
        return this.nested(() => this.sequence(']', ','));
      case '(':
        return this.nested(() => this.sequence(')', undefined));
      case '"':
        return this.quoted('"');
      case "'":
        return text.startsWith("'''", index)
          ? this.longString()
          : this.typed(() => this.quoted("'"));
      default:
        return this.number() ?? this.word();
    }
  }

  private struct(): Record<string, unknown> {
    const struct: Record<string, unknown> = {};
    this.index++;
    for (;;) {
      if (this.accept('}')) {
        return struct;
      }
      const name = this.fieldName();
      this.expect(':');
      const value = this.value();
      if (name === '__proto__') {
        Object.defineProperty(struct, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      } else {
        struct[name] = value;
      }
      if (this.accept('}')) {
        return struct;
      }
      this.expect(',');
    }
  }

  private fieldName(): string {
    const character = this.text[this.index];
    if (this.text.startsWith("'''", this.index)) {
      return this.longString();
    }
    if (character === '"' || character === "'") {
      return this.quoted(character);
    }
    return this.match(WORD) ?? this.fail('a field name');
  }

  private sequence(end: string, separator: string | undefined): unknown[] {
    const items: unknown[] = [];
    this.index++;
    for (;;) {
      if (this.accept(end)) {
        return items;
      }
      const operator = separator === undefined ? this.match(OPERATOR) : undefined;
      items.push(operator ?? this.value());
      if (separator === undefined) {
        continue;
      }
      if (this.accept(end)) {
        return items;
      }
      this.expect(separator);
    }
  }

  /** A blob is its base64, a clob its text. */
  private binary(): unknown {
    return this.typed(() => {
      this.index += 2;
      this.skipSpace();
      const isClob = this.text[this.index] === '"' || this.text[this.index] === "'";
      const content = isClob
        ? this.text[this.index] === '"'
          ? this.quoted('"')
          : this.longString()
        : this.base64();
      this.skipSpace();
      if (!this.text.startsWith('}}', this.index)) {
        this.fail('`}}`');
      }
      this.index += 2;
      return content;
    });
  }

  private base64(): string {
    const content = this.match(/[A-Za-z0-9+/=\s]*/y) ?? '';
    return content.replace(/\s/g, '');
  }

  private number(): unknown {
    const timestamp = this.typedMatch(TIMESTAMP, (text) => text);
    if (timestamp !== undefined) {
      return timestamp;
    }
    const special = this.match(SPECIAL_FLOAT);
    if (special !== undefined) {
      return numberOf(special);
    }
    const start = this.index;
    const number = this.match(NUMBER);
    if (number === undefined) {
      return undefined;
    }
    if (/[\w.]/.test(this.text[this.index] ?? '')) {
      this.fail('the end of the number');
    }
    const integer = integerOf(number);
    if (integer !== undefined) {
      return integer;
    }
    const isDecimal = !/e/i.test(number);
    const plain = numberOf(number);
    return isDecimal && this.keepTypes
      ? new IonValue(this.text.slice(start, this.index), plain)
      : plain;
  }

  private word(): unknown {
    const typedNull = this.typedMatch(TYPED_NULL, () => null);
    if (typedNull !== undefined) {
      return typedNull;
    }
    const start = this.index;
    const word = this.match(WORD) ?? this.fail('a value');
    switch (word) {
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      case 'nan':
        return numberOf(word);
      default:
        return this.keepTypes ? new IonValue(this.text.slice(start, this.index), word) : word;
    }
  }

  private quoted(quote: '"' | "'"): string {
    const { value, end } = readQuoted(this.text, this.index, quote);
    this.index = end;
    return value;
  }

  /** Long strings next to each other are one text. */
  private longString(): string {
    let value = '';
    while (this.text.startsWith("'''", this.index)) {
      const piece = readLongString(this.text, this.index);
      value += piece.value;
      this.index = piece.end;
      this.skipSpace();
    }
    return value;
  }

  private typed(read: () => string): unknown {
    const start = this.index;
    const plain = read();
    return this.keepTypes ? new IonValue(this.text.slice(start, this.index), plain) : plain;
  }

  private typedMatch(pattern: RegExp, plainOf: (text: string) => unknown): unknown {
    const text = this.match(pattern);
    if (text === undefined) {
      return undefined;
    }
    const plain = plainOf(text);
    return this.keepTypes ? new IonValue(text, plain) : plain;
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) {
      throw new IllegalArgumentError(`The Ion text is nested deeper than ${MAX_DEPTH} levels`);
    }
    const value = read();
    this.depth--;
    return value;
  }

  private accept(character: string): boolean {
    this.skipSpace();
    if (this.text[this.index] !== character) {
      return false;
    }
    this.index++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) {
      this.fail(`\`${character}\``);
    }
    this.skipSpace();
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.index;
    const found = pattern.exec(this.text)?.[0];
    this.index += found?.length ?? 0;
    return found;
  }

  private fail(expected: string): never {
    throw new IllegalArgumentError(
      `This is not Ion: ${expected} is expected at character ${this.index + 1}`,
    );
  }
}
