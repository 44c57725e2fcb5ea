/**
 * Integer and double are different types in flows and expressions, but JavaScript has one number type. The convention:
 * an integer is a `number` for which `Number.isInteger` holds, or a `bigint` outside the safe range; a double is a
 * `number` with a fraction, or a `Double` when its value is integral (`1.0`), infinite or not a number.
 */
export class Double {
  constructor(readonly value: number) {}

  valueOf(): number {
    return this.value;
  }

  /** A plain number, but what `writeNumber` gives while json.ts writes: JSON.stringify alone would lose the `.0`. */
  toJSON(): unknown {
    if (!Number.isFinite(this.value)) {
      return null;
    }
    return Double.writeNumber === undefined ? this.value : Double.writeNumber(this.text());
  }

  static writeNumber: ((text: string) => unknown) | undefined;

  /** JSON text with a fraction or an exponent. */
  private text(): string {
    const text = String(this.value);
    return /[.e]/.test(text) ? text : `${text}.0`;
  }
}

/** The double of a value: wrapped only where a plain number would be taken for an integer. */
export function toDouble(value: number): number | Double {
  return Number.isInteger(value) || !Number.isFinite(value) ? new Double(value) : value;
}

export function isNumeric(value: unknown): value is number | bigint | Double {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double;
}
