import { isNumeric } from '../../../model/numbers.js';
import { IonValue } from '../../../platform/ion/index.js';
import { cellText } from '../cell-text.js';
import type { TemporalFormats } from '../temporal.js';

export const QUOTE_MODES = ['REQUIRED', 'ALWAYS', 'NON_NUMERIC'] as const;

export interface CsvLineOptions {
  readonly separator: string;
  readonly quote: string;
  readonly end: string;
  readonly quoteMode: string;
  readonly formats: TemporalFormats;
}

/** Writes lines of a CSV file. */
export class CsvLine {
  private readonly special: RegExp;

  constructor(private readonly options: CsvLineOptions) {
    const escaped = [options.separator, options.quote].map((c) => c.replace(/[\\\]^-]/, '\\$&'));
    this.special = new RegExp(`[${escaped.join('')}\\r\\n]`);
  }

  of(values: readonly unknown[]): string {
    return values.map((value) => this.field(value)).join(this.options.separator) + this.options.end;
  }

  private field(value: unknown): string {
    const text = cellText(value, this.options.formats);
    return this.mustQuote(value, text) ? this.quoted(text) : text;
  }

  private mustQuote(value: unknown, text: string): boolean {
    switch (this.options.quoteMode) {
      case 'ALWAYS':
        return true;
      case 'NON_NUMERIC':
        return !isNumber(value) || this.special.test(text);
      default:
        return this.special.test(text);
    }
  }

  private quoted(text: string): string {
    const { quote } = this.options;
    return quote + text.replaceAll(quote, quote + quote) + quote;
  }
}

function isNumber(value: unknown): boolean {
  return isNumeric(value instanceof IonValue ? value.plain : value);
}
