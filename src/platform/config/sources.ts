import type { Environment } from './environment.js';

/** Values by normalised key: `kestra.encryption.secret-key`, `kestra.encryption.secretKey` are the same. */
export type Settings = ReadonlyMap<string, unknown>;

/**
 * Flattens a YAML document. Every level is reachable: `kestra.variables.globals` gives the whole map, so a map keeps
 * the spelling of its keys.
 */
export function settingsOf(document: unknown, prefix = ''): Map<string, unknown> {
  const settings = new Map<string, unknown>();
  if (!isMap(document)) {
    return settings;
  }
  for (const [name, value] of Object.entries(document)) {
    const key = prefix + normalised(name);
    if (value !== null && value !== undefined) {
      settings.set(key, mergedMaps(settings.get(key), value));
    }
    settingsOf(value, `${key}.`).forEach((inner, innerKey) => settings.set(innerKey, inner));
  }
  return settings;
}

function mergedMaps(earlier: unknown, value: unknown): unknown {
  return isMap(earlier) && isMap(value) ? { ...earlier, ...value } : value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names in the style of Java and in the style of YAML mean the same. */
function normalised(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** `KESTRA_ENCRYPTION_SECRET_KEY`, `KESTRA_DATASOURCES_POSTGRES_URL` (or without prefix, when the key has none). */
export function fromEnvironment(environment: Environment, key: string): string | undefined {
  const name = key.toUpperCase().replace(/[.-]/g, '_');
  return name.startsWith('KESTRA_')
    ? environment[name]
    : (environment[`KESTRA_${name}`] ?? environment[name]);
}
