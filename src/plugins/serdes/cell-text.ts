import { isNumeric } from '../../model/numbers.js';
import { stringifyJson } from '../../model/json.js';
import { IonValue } from '../../platform/ion/index.js';
import { jsonText } from './json-text.js';
import { formatTemporal, temporalOf, type TemporalFormats } from './temporal.js';

/** A value as the text of a cell: null is empty, dates by the formats, decimals with all their digits, the rest JSON. */
export function cellText(value: unknown, formats: TemporalFormats): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value === null || value === undefined) {
    return '';
  }
  if (value instanceof IonValue) {
    const temporal = temporalOf(value);
    return temporal === undefined ? scalarText(value) : formatTemporal(temporal, formats);
  }
  return typeof value === 'boolean' || isNumeric(value) ? stringifyJson(value) : jsonText(value);
}

function scalarText(value: IonValue): string {
  if (value.plain === null) {
    return '';
  }
  return isNumeric(value.plain) ? decimalText(value) : String(value.plain);
}

/** A decimal as written, in a form that JSON and spreadsheets know. */
export function decimalText(value: IonValue): string {
  const text = value.text.replace(/^.*::\s*/, '').replaceAll('_', '');
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : stringifyJson(value.plain);
}
