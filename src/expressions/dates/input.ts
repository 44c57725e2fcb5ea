import { optionalText } from '../definition.js';
import { Failure } from '../errors.js';
import type { Context } from '../evaluation/context.js';
import { hasJsonForm, kindOf } from '../values/data.js';
import { isInteger, toBigInt } from '../values/numbers.js';
import { formatDate } from './format.js';
import { parseDate } from './parse.js';
import { zoneOf, type Zone, type ZonedDateTime } from './zone.js';

/** The named arguments that date filters and `now()` share. */
export interface DateArguments {
  readonly format: unknown;
  readonly timeZone: unknown;
  readonly existingFormat: unknown;
  readonly locale: unknown;
}

/** Asking for it takes 0.1 ms, and it does not change. */
let processZone: string | undefined;

export function targetZone(timeZone: unknown, context: Context): Zone {
  const { timeZone: configured } = context.options;
  return zoneOf(
    optionalText(timeZone, 'timeZone') ??
      configured ??
      (processZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
}

function localeIn(locale: unknown, context: Context): string | undefined {
  return optionalText(locale, 'locale') ?? context.options.locale;
}

/** Text, seconds since 1970, or a date object of the host. */
export function readDate(
  input: unknown,
  args: Omit<DateArguments, 'format'>,
  context: Context,
): ZonedDateTime {
  const zone = targetZone(args.timeZone, context);
  if (isInteger(input)) {
    return { epochSeconds: Number(toBigInt(input)), nano: 0, zone };
  }
  const text = textOf(input);
  if (text === undefined) {
    throw new Failure(`A date is a text or a number of seconds, not ${kindOf(input)}`);
  }
  return parseDate(
    text,
    optionalText(args.existingFormat, 'existingFormat'),
    zone,
    localeIn(args.locale, context),
  );
}

function textOf(input: unknown): string | undefined {
  const text = hasJsonForm(input) ? input.toJSON() : input;
  return typeof text === 'string' ? text : undefined;
}

/** The date in the target zone. */
export function writeDate(at: ZonedDateTime, args: DateArguments, context: Context): string {
  const zone = targetZone(args.timeZone, context);
  return formatDate(
    { ...at, zone },
    optionalText(args.format, 'format') ?? 'iso',
    localeIn(args.locale, context),
  );
}
