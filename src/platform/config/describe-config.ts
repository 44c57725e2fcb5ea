import type { Config } from './config.js';
import { type Property, propertiesOf } from './property.js';

const MASK = '*****';

/** The effective values by key, secrets masked, unset ones left out. */
export function describeConfig(config: Config): Record<string, unknown> {
  const entries = config.parts.flatMap((part) =>
    propertiesOf(part).map((property): [string, unknown] => [property.key, shown(part, property)]),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function shown(part: object, { field, key, secret }: Property): unknown {
  const value = (part as Record<string, unknown>)[field];
  if (value === undefined) {
    return undefined;
  }
  if (secret) {
    return MASK;
  }
  return key.endsWith('.url') ? String(value).replace(/\/\/[^/@]*@/, `//${MASK}@`) : value;
}
