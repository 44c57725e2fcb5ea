import { randomInt } from 'node:crypto';
import {
  integerArgument,
  requiredArgument,
  type Arguments,
  type FunctionDefinition,
} from '../definition.js';
import { Failure } from '../errors.js';
import { compareNumbers } from '../values/arithmetic.js';
import { kindOf } from '../values/data.js';
import { isNumber, type Numeric } from '../values/numbers.js';
import { range } from '../values/range.js';

export const NUMBER_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  max: { parameters: 'any', call: (args) => extreme(args, 1) },
  min: { parameters: 'any', call: (args) => extreme(args, -1) },
  range: {
    parameters: ['start', 'end', 'increment'],
    call: ([start, end, increment], context) =>
      range(
        requiredArgument(start, 'start'),
        requiredArgument(end, 'end'),
        increment === undefined ? 1 : integerArgument(increment, 'increment'),
        (count) => context.budget.spend(count),
      ),
  },
  randomInt: {
    parameters: ['lower', 'upper'],
    call: ([lower, upper], context) => {
      const [low, high] = [integerArgument(lower, 'lower'), integerArgument(upper, 'upper')];
      if (high < low) {
        throw new Failure(`\`upper\` ${high} is less than \`lower\` ${low}`);
      }
      return high === low ? low : context.session.call(() => low + randomInt(high - low));
    },
  },
  randomPort: {
    parameters: [],
    call: (_, context) => context.session.call(() => randomInt(1_024, 65_536)),
  },
};

function extreme(args: Arguments, sign: 1 | -1): unknown {
  const numbers = args.map((value): Numeric => {
    if (!isNumber(value)) {
      throw new Failure(`Only numbers can be compared, not ${kindOf(value)}`);
    }
    return value;
  });
  return numbers.length === 0
    ? null
    : numbers.reduce((best, value) => (compareNumbers(value, best) * sign > 0 ? value : best));
}
