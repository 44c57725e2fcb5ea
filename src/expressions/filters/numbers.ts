import { Double, toDouble } from '../../model/numbers.js';
import { optionalText, type FilterDefinition } from '../definition.js';
import { Failure } from '../errors.js';
import { javaClassName } from '../java/class-name.js';
import { formatDecimal } from '../java/decimal-format.js';
import { compareNumbers, negate } from '../values/arithmetic.js';
import { BigDecimal } from '../values/big-decimal.js';
import {
  isNumber,
  BigInteger,
  Float,
  normalizeInteger,
  printNumber,
  type Numeric,
} from '../values/numbers.js';
import { kindOf } from '../values/data.js';

export const NUMBER_FILTERS: Readonly<Record<string, FilterDefinition>> = {
  abs: { parameters: [], acceptsNull: true, apply: (input) => absolute(numberInput(input)) },
  number: {
    parameters: ['type'],
    apply: (input, [type]) => parseNumber(input, optionalText(type, 'type')),
  },
  numberFormat: {
    parameters: ['format'],
    apply: (input, [format], context) =>
      formatDecimal(numberInput(input), optionalText(format, 'format'), context.options.locale),
  },
  className: { parameters: [], apply: javaClassName },
};

function numberInput(value: unknown): Numeric {
  if (!isNumber(value)) {
    throw new Failure(`A number is needed, not ${kindOf(value)}`);
  }
  return value;
}

function absolute(value: Numeric): Numeric {
  return compareNumbers(value, 0) < 0 ? negate(value) : value;
}

const INTEGER = /^[+-]?\d+$/;

function parseNumber(input: unknown, type: string | undefined): Numeric {
  if (typeof input !== 'string') {
    throw new Failure(`\`number\` needs a text, not ${kindOf(input)}`);
  }
  const decimal = BigDecimal.parse(input);
  if (decimal === undefined) {
    throw new Failure(`\`${input}\` is not a number`);
  }
  if (type === undefined) {
    return INTEGER.test(input) ? normalizeInteger(integerOf(input)) : smallestDecimal(decimal);
  }
  return typed(input, decimal, type);
}

/** Float if it prints like the double, double if that is exact, else a big decimal. */
function smallestDecimal(decimal: BigDecimal): Numeric {
  const double = decimal.toNumber();
  const float = new Float(double);
  if (Number.isFinite(float.value) && printNumber(float) === printNumber(new Double(double))) {
    return float;
  }
  const back = BigDecimal.parse(String(double));
  return back?.compare(decimal) === 0 ? toDouble(double) : decimal;
}

function typed(input: string, decimal: BigDecimal, type: string): Numeric {
  switch (type) {
    case 'INT':
      return integer(input, 32);
    case 'LONG':
      return integer(input, 64);
    case 'FLOAT':
      return new Float(decimal.toNumber());
    case 'DOUBLE':
      return toDouble(decimal.toNumber());
    case 'BIGDECIMAL':
      return decimal;
    case 'BIGINTEGER':
      return new BigInteger(integerOf(input));
    default:
      throw new Failure(
        `\`type\` is one of INT, LONG, FLOAT, DOUBLE, BIGDECIMAL and BIGINTEGER, not \`${type}\``,
      );
  }
}

function integer(input: string, bits: number): Numeric {
  const value = integerOf(input);
  if (BigInt.asIntN(bits, value) !== value) {
    throw new Failure(`\`${input}\` does not fit into ${bits} bits`);
  }
  return normalizeInteger(value);
}

function integerOf(input: string): bigint {
  if (!INTEGER.test(input)) {
    throw new Failure(`\`${input}\` is not an integer`);
  }
  return BigInt(input.replace('+', ''));
}
