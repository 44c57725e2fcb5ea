import { IllegalArgumentError } from '../model/errors.js';
import { nearestName } from '../model/nearest-name.js';
import { definePlugin } from './api/define-plugin.js';
import type { PluginDefinition, PluginKind } from './api/plugin-definition.js';
import type { PluginClass } from './api/plugin-type.js';
import { pluginTypeOf } from './api/plugin-type.js';
import { CORE_PLUGINS } from './core/index.js';
import { JDBC_PLUGINS } from './jdbc/index.js';
import { NOTIFICATION_PLUGINS } from './notifications/index.js';
import { SERDES_PLUGINS } from './serdes/index.js';

interface Registered {
  readonly target: PluginClass;
  readonly definition: PluginDefinition;
}

/** By canonical name and by every alias. */
const REGISTRY = new Map<string, Registered>();

/** Makes a class known under its name and aliases. A name already taken by another class is refused. */
export function registerPlugin(target: PluginClass): void {
  const type = pluginTypeOf(target);
  if (type === undefined) {
    throw new IllegalArgumentError(
      `${target.name} has no @TaskType, @TriggerType, @ConditionType or @TaskRunnerType`,
    );
  }
  const registered = { target, definition: definePlugin(target, type) };
  for (const name of [type.type, ...(type.aliases ?? [])]) {
    const other = REGISTRY.get(name);
    if (other !== undefined && other.target !== target) {
      throw new IllegalArgumentError(`${name} is both ${other.target.name} and ${target.name}`);
    }
    REGISTRY.set(name, registered);
  }
}

[...CORE_PLUGINS, ...JDBC_PLUGINS, ...NOTIFICATION_PLUGINS, ...SERDES_PLUGINS].forEach(
  registerPlugin,
);

/** The definition behind a name or an alias; undefined when there is none of that kind. */
export function findPlugin(kind: PluginKind, typeOrAlias: string): PluginDefinition | undefined {
  const found = REGISTRY.get(typeOrAlias)?.definition;
  return found?.kind === kind ? found : undefined;
}

/** The class behind a name or an alias. Throws IllegalArgumentError with the nearest name when there is none. */
export function pluginClass(kind: PluginKind, typeOrAlias: string): PluginClass {
  const found = REGISTRY.get(typeOrAlias);
  if (found === undefined || found.definition.kind !== kind) {
    const nearest = nearestType(typeOrAlias, kind);
    throw new IllegalArgumentError(
      `Invalid type: ${typeOrAlias}${nearest === undefined ? '' : `, did you mean ${nearest}?`}`,
    );
  }
  return found.target;
}

/** Every definition once, by name. */
export function allPlugins(): PluginDefinition[] {
  const definitions = new Set([...REGISTRY.values()].map((registered) => registered.definition));
  return [...definitions].sort((left, right) => (left.type < right.type ? -1 : 1));
}

/** The type that a mistyped name most likely means: by the whole name, else by its last part. */
export function nearestType(name: string, kind?: PluginKind): string | undefined {
  const types = allPlugins().filter((definition) => kind === undefined || definition.kind === kind);
  const names = types.map((definition) => definition.type);
  const lastPart = (type: string): string => type.slice(type.lastIndexOf('.') + 1).toLowerCase();
  return names.find((type) => lastPart(type) === lastPart(name)) ?? nearestName(name, names);
}
