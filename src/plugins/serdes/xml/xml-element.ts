import { cellText } from '../cell-text.js';
import { isRowMap } from '../row-map.js';
import type { TemporalFormats } from '../temporal.js';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** What XML 1.0 has no way to write. */
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A value as an XML element: maps nest, every item of a list is an element of that name, null is an empty one. */
export function xmlElement(name: string, value: unknown, formats: TemporalFormats): string {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => xmlElement(name, item, formats)).join('');
  }
  const tag = tagName(name);
  const content = isRowMap(value)
    ? Object.entries(value)
        .map(([key, field]) => xmlElement(key, field, formats))
        .join('')
    : escaped(cellText(value, formats));
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`;
}

/** A key as the name of an element; characters that names cannot have become `_`. */
export function tagName(key: string): string {
  const name = key.replace(/[^\p{L}\p{N}_.-]/gu, '_');
  return /^[\p{L}_]/u.test(name) ? name : `_${name}`;
}

function escaped(text: string): string {
  return text
    .replace(IMPOSSIBLE, '\ufffd')
    .replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}
