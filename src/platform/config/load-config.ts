import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ValidationError, validateSync } from 'class-validator';
import { StartupError } from '../startup-error.js';
import { parseYaml } from '../yaml/index.js';
import { Config } from './config.js';
import { convert } from './convert.js';
import { type Environment, processEnvironment } from './environment.js';
import { propertiesOf } from './property.js';
import { fromEnvironment, type Settings, settingsOf } from './sources.js';

export interface ConfigSources {
  /** `--config`; default `~/.kestra/config.yml`. A missing file counts as empty. */
  readonly file?: string;
  /** Values that the command line forces, by key. */
  readonly forced?: Readonly<Record<string, unknown>>;
  readonly environment?: Environment;
}

/**
 * Reads the configuration: what the command forces wins over the file, the file over `KESTRA_CONFIGURATION` (YAML text),
 * that over single variables of the environment, those over the defaults (cli.md §1). Unknown keys are ignored.
 * @throws StartupError that lists every violation with its key, or says why the file cannot be read.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const environment = sources.environment ?? processEnvironment();
  const layers = [
    settingsOf(sources.forced ?? {}),
    readFile(sources.file ?? join(homedir(), '.kestra', 'config.yml')),
    parsed(environment['KESTRA_CONFIGURATION'] ?? '', 'KESTRA_CONFIGURATION'),
  ];
  const config = filled(new Config(environment), layers, environment);
  refuseViolations(config);
  return config;
}

function readFile(path: string): Settings {
  return existsSync(path) ? parsed(readFileSync(path, 'utf8'), path) : new Map();
}

function parsed(text: string, origin: string): Settings {
  try {
    return settingsOf(parseYaml(text));
  } catch (error) {
    throw new StartupError(
      `The configuration ${origin} is not valid YAML: ${(error as Error).message}`,
    );
  }
}

function filled(config: Config, layers: readonly Settings[], environment: Environment): Config {
  for (const part of config.parts) {
    for (const { field, key, kind } of propertiesOf(part)) {
      const layer = layers.find((settings) => settings.has(key));
      const value = layer ? layer.get(key) : fromEnvironment(environment, key);
      if (value !== undefined) {
        Object.assign(part, { [field]: convert(kind, value) });
      }
    }
  }
  return config;
}

function refuseViolations(config: Config): void {
  const lines = config.parts.flatMap((part) =>
    validateSync(part).flatMap((violation) => described(part, violation)),
  );
  if (lines.length > 0) {
    throw new StartupError(`The configuration is not valid:\n${lines.join('\n')}`);
  }
}

function described(part: object, violation: ValidationError): string[] {
  const property = propertiesOf(part).find(({ field }) => field === violation.property);
  const key = property?.key ?? violation.property;
  return Object.values(violation.constraints ?? {}).map(
    (message) => `  ${key}: ${message.replace(new RegExp(`^${violation.property} `), '')}`,
  );
}
