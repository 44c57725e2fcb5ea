import { parseDocument, visit } from 'yaml';
import { parseJson } from '../../model/json.js';
import { toDouble } from '../../model/numbers.js';
import { mismatch } from './input-mismatch.js';

/** Text is parsed, what is structured already is taken as it is. */
export function parseJsonValue(raw: unknown): unknown {
  if (typeof raw !== 'string') {
    return raw;
  }
  try {
    return parseJson(raw);
  } catch (error) {
    return mismatch(reasonOf(error));
  }
}

export function parseYamlValue(raw: unknown): unknown {
  if (typeof raw !== 'string') {
    return raw;
  }
  const document = parseDocument(raw);
  const [error] = document.errors;
  if (error) {
    return mismatch(error.message);
  }
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'number' && /[.e]/i.test(node.source ?? '')) {
        node.value = toDouble(node.value);
      }
    },
  });
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (caught) {
    return mismatch(reasonOf(caught));
  }
}

export function parseList(raw: unknown): readonly unknown[] {
  const value = parseJsonValue(raw);
  return Array.isArray(value) ? (value as unknown[]) : mismatch('a JSON array is expected');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
