import { IllegalArgumentError } from '../../../model/errors.js';
import { parseJson } from '../../../model/json.js';
import { MAX_ROW_CHARACTERS } from '../text-lines.js';

const [QUOTE, BACKSLASH, COMMA, LINE_FEED] = [0x22, 0x5c, 0x2c, 0x0a];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Cuts a JSON document into rows: the elements of an array, each as soon as it is complete, or the one value that the
 * document is. Cutting here and parsing the elements keeps all digits of numbers, and memory holds one element.
 */
export class JsonElements {
  private carry = '';
  private line = 1;
  private depth = 0;
  private count = 0;
  private inString = false;
  private isEscaped = false;
  private state: 'start' | 'array' | 'value' | 'done' = 'start';

  /** The rows that this piece of the document completes. */
  push(piece: string): unknown[] {
    const rows: unknown[] = [];
    let start = 0;
    for (let index = 0; index < piece.length; index++) {
      const code = piece.charCodeAt(index);
      if (code === LINE_FEED) {
        this.line++;
      }
      if (this.inString) {
        this.withinString(code);
      } else if (this.state === 'start') {
        start = this.begin(code, index);
      } else if (this.state === 'done' && code > 0x20) {
        this.fail('there is something behind the end of the array');
      } else if (this.endsElement(code)) {
        this.take(this.carry + piece.slice(start, index), code, rows);
        this.carry = '';
        start = index + 1;
      }
    }
    this.keep(piece.slice(start));
    return rows;
  }

  /** The value of a document that is no array. */
  end(): unknown[] {
    if (this.state === 'array') {
      this.fail('the array is not closed');
    }
    return this.state === 'value' ? [this.parsed(this.carry)] : [];
  }

  private withinString(code: number): void {
    if (this.isEscaped) {
      this.isEscaped = false;
    } else if (code === BACKSLASH) {
      this.isEscaped = true;
    } else if (code === QUOTE) {
      this.inString = false;
    }
  }

  /** The index at which the first element or the value starts. */
  private begin(code: number, index: number): number {
    if (code <= 0x20) {
      return index + 1;
    }
    this.state = code === OPEN_LIST ? 'array' : 'value';
    this.inString = code === QUOTE;
    this.depth = 1;
    return this.state === 'array' ? index + 1 : index;
  }

  private endsElement(code: number): boolean {
    if (code === QUOTE) {
      this.inString = true;
    } else if (code === OPEN_LIST || code === OPEN_MAP) {
      this.depth++;
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) {
      this.depth--;
      return this.state === 'array' && this.depth === 0;
    }
    return this.state === 'array' && code === COMMA && this.depth === 1;
  }

  private take(text: string, end: number, rows: unknown[]): void {
    if (end === COMMA) {
      rows.push(this.parsed(text));
    } else if (end === CLOSE_LIST) {
      this.state = 'done';
      if (this.count > 0 || text.trim() !== '') {
        rows.push(this.parsed(text));
      }
    } else {
      this.fail('`}` closes what no `{` opened');
    }
    this.count++;
  }

  private keep(text: string): void {
    this.carry += this.state === 'start' || this.state === 'done' ? '' : text;
    if (this.carry.length > MAX_ROW_CHARACTERS) {
      this.fail(`an element is longer than ${MAX_ROW_CHARACTERS} characters`);
    }
  }

  private parsed(text: string): unknown {
    try {
      return parseJson(text);
    } catch (error) {
      const startLine = this.line - (text.trimStart().split('\n').length - 1);
      throw new IllegalArgumentError(
        `This is not JSON, element ${this.count + 1} (line ${startLine}): ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  private fail(message: string): never {
    throw new IllegalArgumentError(`This is not JSON, line ${this.line}: ${message}`);
  }
}
