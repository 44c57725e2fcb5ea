import { integerArgument, textArgument, type FilterDefinition } from '../definition.js';
import { epochNanos, plus } from '../dates/arithmetic.js';
import { readDate, writeDate } from '../dates/input.js';
import type { ZonedDateTime } from '../dates/zone.js';

export const DATE_FILTERS: Readonly<Record<string, FilterDefinition>> = {
  date: {
    parameters: ['format', 'timeZone', 'existingFormat', 'locale'],
    apply: (input, [format, timeZone, existingFormat, locale], context) => {
      const args = { format, timeZone, existingFormat, locale };
      return writeDate(readDate(input, args, context), args, context);
    },
  },
  dateAdd: {
    parameters: ['amount', 'unit', 'format', 'timeZone', 'existingFormat', 'locale'],
    apply: (input, [amount, unit, format, timeZone, existingFormat, locale], context) => {
      const args = { format, timeZone, existingFormat, locale };
      const date = readDate(input, args, context);
      const later = plus(date, integerArgument(amount, 'amount'), textArgument(unit, 'unit'));
      return writeDate(later, args, context);
    },
  },
  timestamp: timestamp((at) => at.epochSeconds),
  timestampMilli: timestamp((at) => at.epochSeconds * 1_000 + Math.floor(at.nano / 1e6)),
  timestampMicro: timestamp((at) => (epochNanos(at) / 1_000n).toString()),
  timestampNano: timestamp((at) => epochNanos(at).toString()),
};

function timestamp(convert: (at: ZonedDateTime) => unknown): FilterDefinition {
  return {
    parameters: ['timeZone', 'existingFormat'],
    apply: (input, [timeZone, existingFormat], context) =>
      convert(readDate(input, { timeZone, existingFormat, locale: undefined }, context)),
  };
}
