import { readJson } from '../../model/json.js';
import { parseYaml } from '../../platform/yaml/index.js';
import { mismatch } from './input-mismatch.js';

/** Text is parsed, what is structured already is taken as it is. */
export function parseJsonValue(raw: unknown): unknown {
  return parsed(raw, readJson);
}

export function parseYamlValue(raw: unknown): unknown {
  return parsed(raw, parseYaml);
}

export function parseList(raw: unknown): readonly unknown[] {
  const value = parseJsonValue(raw);
  return Array.isArray(value) ? (value as unknown[]) : mismatch('a JSON array is expected');
}

function parsed(raw: unknown, parse: (text: string) => unknown): unknown {
  if (typeof raw !== 'string') {
    return raw;
  }
  try {
    return parse(raw);
  } catch (error) {
    return mismatch(error instanceof Error ? error.message : String(error));
  }
}
