import { isNumeric } from '../../model/numbers.js';
import { stringifyJson } from '../../model/json.js';
import { IonValue } from '../../platform/ion/index.js';
import { zoneOf } from '../../expressions/dates/zone.js';
import { decimalText } from './cell-text.js';
import { isoText, temporalOf } from './temporal.js';

export interface JsonOptions {
  /** Where points in time are shown; absent: as they were written. */
  readonly timeZoneId?: string | undefined;
  /** Annotated values become `{"ion_annotations": […], "value": …}`. */
  readonly keepAnnotations?: boolean;
}

/** JSON of a row: decimals keep their digits, dates are ISO texts, nulls stay. */
export function jsonText(value: unknown, options: JsonOptions = {}): string {
  if (typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (value instanceof IonValue) {
    return scalar(value, options);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => jsonText(item, options)).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null || isNumeric(value)) {
    return stringifyJson(value);
  }
  const fields = Object.entries(value).map(
    ([name, field]) => `${JSON.stringify(name)}:${jsonText(field, options)}`,
  );
  return `{${fields.join(',')}}`;
}

const ANNOTATION = /^\s*(?:'((?:[^'\\]|\\.)*)'|([A-Za-z_$][\w$]*))\s*::/;

function scalar(value: IonValue, options: JsonOptions): string {
  const names = options.keepAnnotations === true ? annotationsOf(value.text) : [];
  const text = plainText(value, options);
  return names.length === 0 ? text : `{"ion_annotations":${JSON.stringify(names)},"value":${text}}`;
}

function plainText(value: IonValue, { timeZoneId }: JsonOptions): string {
  if (isNumeric(value.plain)) {
    return decimalText(value);
  }
  const temporal = timeZoneId === undefined ? undefined : temporalOf(value);
  if (timeZoneId === undefined || temporal?.kind !== 'dateTime' || temporal.zone === undefined) {
    return stringifyJson(value.plain);
  }
  const zone = zoneOf(timeZoneId);
  return JSON.stringify(isoText({ ...temporal, zone, at: { ...temporal.at, zone } }));
}

function annotationsOf(text: string): string[] {
  const names: string[] = [];
  let rest = text;
  for (let found = ANNOTATION.exec(rest); found !== null; found = ANNOTATION.exec(rest)) {
    names.push(found[1] ?? found[2] ?? '');
    rest = rest.slice(found[0].length);
  }
  return names;
}
