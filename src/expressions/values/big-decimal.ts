import { Failure } from '../errors.js';
import { MAX_DIGITS } from '../limits.js';

const PRECISION = 34;

/** A decimal of any size, `unscaled / 10^scale`, as the filter `number` makes it. Arithmetic keeps 34 digits. */
export class BigDecimal {
  constructor(
    readonly unscaled: bigint,
    readonly scale: number,
  ) {
    if (Math.abs(scale) > 2 * MAX_DIGITS) {
      throw new Failure(`A decimal number has at most ${2 * MAX_DIGITS} digits`);
    }
  }

  /** Undefined when the text is not a decimal number. */
  static parse(text: string): BigDecimal | undefined {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
    if (match === null || whole + fraction === '') {
      return undefined;
    }
    if (whole.length + fraction.length > MAX_DIGITS) {
      throw new Failure(`A number has at most ${MAX_DIGITS} digits`);
    }
    const digits = BigInt(whole + fraction);
    return new BigDecimal(sign === '-' ? -digits : digits, fraction.length - Number(exponent));
  }

  toNumber(): number {
    return Number(`${this.unscaled}e${-this.scale}`);
  }

  /** Plain notation, trailing zeros kept. */
  toString(): string {
    if (this.scale <= 0) {
      return (this.unscaled * 10n ** BigInt(-this.scale)).toString();
    }
    const negative = this.unscaled < 0n;
    const digits = (negative ? -this.unscaled : this.unscaled)
      .toString()
      .padStart(this.scale + 1, '0');
    const point = digits.length - this.scale;
    return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  toJSON(): number {
    return this.toNumber();
  }

  plus(other: BigDecimal): BigDecimal {
    const scale = Math.max(this.scale, other.scale);
    return new BigDecimal(this.at(scale) + other.at(scale), scale).rounded();
  }

  negated(): BigDecimal {
    return new BigDecimal(-this.unscaled, this.scale);
  }

  times(other: BigDecimal): BigDecimal {
    return new BigDecimal(this.unscaled * other.unscaled, this.scale + other.scale).rounded();
  }

  /** The divisor must not be zero. */
  dividedBy(other: BigDecimal): BigDecimal {
    const shift = PRECISION + 2 + other.unscaled.toString().length;
    const quotient = (this.unscaled * 10n ** BigInt(shift)) / other.unscaled;
    const exact = new BigDecimal(quotient, this.scale - other.scale + shift).rounded();
    return exact.withoutZerosBeyond(this.scale - other.scale);
  }

  remainder(other: BigDecimal): BigDecimal {
    const scale = Math.max(this.scale, other.scale);
    return new BigDecimal(this.at(scale) % other.at(scale), scale);
  }

  compare(other: BigDecimal): number {
    const scale = Math.max(this.scale, other.scale);
    const [left, right] = [this.at(scale), other.at(scale)];
    return left < right ? -1 : left > right ? 1 : 0;
  }

  private at(scale: number): bigint {
    return this.unscaled * 10n ** BigInt(scale - this.scale);
  }

  private rounded(): BigDecimal {
    const excess =
      (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().length - PRECISION;
    if (excess <= 0) {
      return this;
    }
    return new BigDecimal(
      divideHalfEven(this.unscaled, 10n ** BigInt(excess)),
      this.scale - excess,
    );
  }

  private withoutZerosBeyond(scale: number): BigDecimal {
    let { unscaled } = this;
    let at = this.scale;
    while (at > scale && unscaled % 10n === 0n) {
      unscaled /= 10n;
      at--;
    }
    return new BigDecimal(unscaled, at);
  }
}

export function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const twice = (value % divisor) * 2n;
  const size = twice < 0n ? -twice : twice;
  const awayFromZero = size > divisor || (size === divisor && quotient % 2n !== 0n);
  return awayFromZero ? quotient + (value < 0n ? -1n : 1n) : quotient;
}
