import { checkLength } from '../evaluation/budget.js';
import { isList, isMap } from './data.js';
import { toText } from './print.js';

const RESERVED = /^(?:n|no|off|false|y|yes|on|true|null|~|)$/i;
const UNSAFE = /[[\]{},]|[ \t]#|:(?=[ \t]|$)/;
const INDICATOR = /^(?:[-?:](?= |$)|[#&*!|>'"%@`]|---|\s)|\s$/;

/** Block YAML: list items are indented by one space, quotes only where needed. Ends with a line break. */
export function toYaml(value: unknown): string {
  const text =
    isList(value) && value.length > 0
      ? listItems(value, 0)
      : isMap(value)
        ? mapEntries(value, 0)
        : scalar(value, 0);
  return `${text}\n`;
}

function listItems(list: readonly unknown[], indent: number): string {
  const margin = ' '.repeat(indent + 1);
  return joined(list.map((item) => `${margin}- ${inItem(item, indent + 3)}`));
}

function joined(lines: readonly string[]): string {
  const text = lines.join('\n');
  checkLength(text.length);
  return text;
}

/** A structure starts on the line of its dash. */
function inItem(item: unknown, indent: number): string {
  if (isList(item) && item.length > 0) {
    return listItems(item, indent - 1).trimStart();
  }
  return isMap(item) ? mapEntries(item, indent).trimStart() : scalar(item, indent);
}

function mapEntries(map: Readonly<Record<string, unknown>>, indent: number): string {
  const keys = Object.keys(map);
  if (keys.length === 0) {
    return '{}';
  }
  const margin = ' '.repeat(indent);
  return joined(keys.map((key) => `${margin}${keyText(key)}:${afterKey(map[key], indent)}`));
}

function afterKey(value: unknown, indent: number): string {
  if (isList(value) && value.length > 0) {
    return `\n${listItems(value, indent)}`;
  }
  if (isMap(value) && Object.keys(value).length > 0) {
    return `\n${mapEntries(value, indent + 2)}`;
  }
  return ` ${scalar(value, indent + 2)}`;
}

function keyText(key: string): string {
  if (RESERVED.test(key)) {
    return JSON.stringify(key);
  }
  return INDICATOR.test(key) || UNSAFE.test(key) || key.includes('\n') ? singleQuoted(key) : key;
}

function scalar(value: unknown, indent: number): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (isList(value)) {
    return '[]';
  }
  if (isMap(value)) {
    return '{}';
  }
  return typeof value === 'string' ? textScalar(value, indent) : toText(value);
}

function textScalar(text: string, indent: number): string {
  if (text.includes('\n') && !/[^\n\t\x20-\x7E\xA0-\uFFFF]|[ \t]\n|^\s/.test(text)) {
    return literal(text, indent);
  }
  if (RESERVED.test(text) || UNSAFE.test(text) || /[\x00-\x1F\x7F]/.test(text)) {
    return JSON.stringify(text);
  }
  return INDICATOR.test(text) ? singleQuoted(text) : text;
}

function literal(text: string, indent: number): string {
  const chomping = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') ? '+' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  const margin = ' '.repeat(Math.max(indent, 2));
  return `|${chomping}\n${lines.map((line) => (line === '' ? '' : margin + line)).join('\n')}`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
