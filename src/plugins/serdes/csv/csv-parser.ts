import { IllegalArgumentError } from '../../../model/errors.js';

export interface CsvDialect {
  /** One character each. */
  readonly separator: string;
  readonly quote: string;
  readonly extraAfterQuote: boolean;
  /** Characters of a whole record. */
  readonly maxRecord: number;
}

export interface CsvRecord {
  readonly fields: string[];
  /** Line of the file it starts on, from 1. */
  readonly line: number;
  /** Why it cannot be taken as it is. */
  readonly problem?: string;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const PIECE = 64 * 1024;

/**
 * Reads CSV piece by piece (RFC 4180; records end with `\n`, `\r\n` or `\r`). A quote inside a field that does not start
 * with one is an ordinary character.
 */
export class CsvParser {
  private text = '';
  private index = 0;
  private line = 1;
  /** An unfinished record is tried again when the text has doubled, so that long ones take linear time. */
  private retryAt = 0;
  private isLast = false;
  private problem: string | undefined;
  /** Line ends inside the quoted fields of a record. */
  private innerLines = 0;
  private readonly separator: number;
  private readonly quote: number;

  constructor(private readonly dialect: CsvDialect) {
    this.separator = dialect.separator.charCodeAt(0);
    this.quote = dialect.quote.charCodeAt(0);
  }

  /** The records that this piece completes. */
  push(piece: string): CsvRecord[] {
    this.text += piece;
    return this.text.length < this.retryAt ? [] : this.records();
  }

  /** The records behind the last line end. */
  end(): CsvRecord[] {
    this.isLast = true;
    return this.records();
  }

  private records(): CsvRecord[] {
    const records: CsvRecord[] = [];
    let start = 0;
    for (;;) {
      this.index = start;
      const record = start < this.text.length ? this.record() : undefined;
      if (record === undefined) {
        break;
      }
      records.push(record);
      start = this.index;
    }
    this.text = this.text.slice(start);
    this.retryAt = this.text.length > PIECE ? 2 * this.text.length : 0;
    if (this.text.length > this.dialect.maxRecord) {
      // Where the next record starts is not known, so this one cannot be left out.
      throw new IllegalArgumentError(`Line ${this.line} of the CSV file: ${this.tooLong()}`);
    }
    return records;
  }

  /** Undefined when the text ends before the record does. */
  private record(): CsvRecord | undefined {
    const start = this.index;
    const fields: string[] = [];
    this.problem = undefined;
    this.innerLines = 0;
    for (;;) {
      const field = this.text.charCodeAt(this.index) === this.quote ? this.quoted() : this.plain();
      if (field === undefined) {
        return undefined;
      }
      fields.push(field);
      if (this.text.charCodeAt(this.index) !== this.separator) {
        break;
      }
      this.index++;
    }
    if (!this.skipLineEnd()) {
      return undefined;
    }
    const { line } = this;
    this.line += 1 + this.innerLines;
    if (this.index - start > this.dialect.maxRecord) {
      this.problem ??= this.tooLong();
    }
    return this.problem === undefined ? { fields, line } : { fields, line, problem: this.problem };
  }

  private plain(): string | undefined {
    const start = this.index;
    this.index = this.fieldEnd();
    return this.index < this.text.length || this.isLast
      ? this.text.slice(start, this.index)
      : undefined;
  }

  private fieldEnd(): number {
    const { text, separator } = this;
    let end = this.index;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === separator || code === LINE_FEED || code === CARRIAGE_RETURN) {
        break;
      }
    }
    return end;
  }

  private quoted(): string | undefined {
    const { quote } = this.dialect;
    const start = this.index + 1;
    let end = this.text.indexOf(quote, start);
    let isEscaped = false;
    while (end !== -1 && this.text.charCodeAt(end + 1) === this.quote) {
      isEscaped = true;
      end = this.text.indexOf(quote, end + 2);
    }
    if (end === -1) {
      return this.unclosed(start);
    }
    const content = this.text.slice(start, end);
    this.innerLines += content.split('\n').length - 1;
    const value = isEscaped ? content.replaceAll(quote + quote, quote) : content;
    this.index = end + 1;
    const extra = this.plain();
    if (extra !== undefined && extra !== '' && !this.dialect.extraAfterQuote) {
      this.problem ??= `there is \`${extra.slice(0, 40)}\` behind the closing ${quote} of a field`;
    }
    return extra === undefined ? undefined : value + extra;
  }

  private unclosed(start: number): string | undefined {
    if (!this.isLast) {
      return undefined;
    }
    this.problem ??= `a ${this.dialect.quote} is opened and never closed`;
    this.index = this.text.length;
    return this.text.slice(start);
  }

  /** False when only more text can tell whether a `\n` follows the `\r`. */
  private skipLineEnd(): boolean {
    const { text } = this;
    if (text.charCodeAt(this.index) === CARRIAGE_RETURN) {
      if (this.index + 1 === text.length && !this.isLast) {
        return false;
      }
      this.index++;
    }
    if (text.charCodeAt(this.index) === LINE_FEED) {
      this.index++;
    }
    return true;
  }

  private tooLong(): string {
    return `it is longer than ${this.dialect.maxRecord} characters (maxBufferSize)`;
  }
}
