import type { Label } from '../../model/label.js';
import { SYSTEM_LABEL_PREFIX } from '../../model/label.js';
import { isTree } from '../document/reader.js';
import type { Reader } from '../document/reader.js';
import type { Findings } from '../document/findings.js';
import type { Path } from '../document/path.js';

const ALLOWED_SYSTEM_LABELS: readonly string[] = ['system.readOnly'];

/** engine.md §18: a map or a list of pairs; scalars only; `system.*` belongs to the server. */
export const labels: Reader<Label[]> = (value, path, findings) => {
  const pairs = pairsOf(value, path, findings);
  const result: Label[] = [];
  for (const [key, content, place] of pairs) {
    if (key.trim() === '') {
      findings.violation(place, 'label keys must not be blank');
    } else if (content === null || content === undefined || String(content).trim() === '') {
      findings.violation(place, `the label ${key} has no value`);
    } else if (typeof content === 'object' && (isTree(content) || Array.isArray(content))) {
      findings.violation(place, `the value of label ${key} must be text, a number or a boolean`);
    } else if (`${key}${String(content)}`.includes('\u0000')) {
      findings.violation(place, 'a label must not hold the character U+0000');
    } else if (key.startsWith(SYSTEM_LABEL_PREFIX) && !ALLOWED_SYSTEM_LABELS.includes(key)) {
      findings.violation(
        place,
        `System labels can only be set by Kestra itself, offending label: ${key}=${String(content)}`,
      );
    } else {
      result.push({ key, value: String(content) });
    }
  }
  return result;
};

function pairsOf(value: unknown, path: Path, findings: Findings): [string, unknown, Path][] {
  if (isTree(value)) {
    return Object.entries(value).map(([key, content]) => [key, content, [...path, key]]);
  }
  if (!Array.isArray(value)) {
    findings.violation(path, 'must be a map or a list of {key, value}');
    return [];
  }
  return value.flatMap((item: unknown, index): [string, unknown, Path][] => {
    const place = [...path, index];
    if (!isTree(item) || item.key === undefined || item.key === null) {
      findings.violation(place, 'must be a map with key and value');
      return [];
    }
    return [[String(item.key), item.value, place]];
  });
}
