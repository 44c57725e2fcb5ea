import type { PluginDefinition, PluginKind } from '../../plugins/api/plugin-definition.js';

/** Types that live in one package, as clients list them (api.md §13). */
export interface PluginGroup {
  readonly name: string;
  readonly title: string;
  readonly group: string;
  readonly subGroup?: string;
  readonly tasks: readonly PluginElement[];
  readonly triggers: readonly PluginElement[];
  readonly conditions: readonly PluginElement[];
  readonly taskRunners: readonly PluginElement[];
  readonly controllers: readonly never[];
  readonly storages: readonly never[];
  readonly secrets: readonly never[];
  readonly guides: readonly never[];
  readonly apps: readonly never[];
  readonly appBlocks: readonly never[];
  readonly aliases: readonly string[];
  readonly categories: readonly string[];
}

export interface PluginElement {
  readonly cls: string;
  readonly deprecated: boolean;
  readonly title: string;
}

/** `io.kestra.plugin.core.log.Log` belongs to `io.kestra.plugin.core`, sub group `io.kestra.plugin.core.log`. */
const GROUP_PARTS = 4;

export function pluginGroups(plugins: readonly PluginDefinition[]): PluginGroup[] {
  return [...groupedBy(plugins, groupOf)].map(([group, members]) => toGroup(group, members));
}

export function pluginSubGroups(plugins: readonly PluginDefinition[]): PluginGroup[] {
  return [...groupedBy(plugins, packageOf)].map(([subGroup, members]) => ({
    ...toGroup(subGroup.split('.').slice(0, GROUP_PARTS).join('.'), members),
    title: lastPart(subGroup),
    subGroup,
  }));
}

export function groupOf(plugin: PluginDefinition): string {
  return packageOf(plugin).split('.').slice(0, GROUP_PARTS).join('.');
}

export function packageOf({ type }: PluginDefinition): string {
  return type.slice(0, type.lastIndexOf('.'));
}

export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function toGroup(group: string, plugins: readonly PluginDefinition[]): PluginGroup {
  const elements = (kind: PluginKind): PluginElement[] =>
    plugins
      .filter((plugin) => plugin.kind === kind)
      .map(({ type, deprecated, title }) => ({ cls: type, deprecated, title }));
  return {
    name: lastPart(group),
    title: lastPart(group),
    group,
    tasks: elements('task'),
    triggers: elements('trigger'),
    conditions: elements('condition'),
    taskRunners: elements('task-runner'),
    controllers: [],
    storages: [],
    secrets: [],
    guides: [],
    apps: [],
    appBlocks: [],
    aliases: plugins.flatMap(({ aliases }) => aliases),
    categories: group.endsWith('.core') ? ['CORE'] : ['MISC'],
  };
}

function groupedBy(
  plugins: readonly PluginDefinition[],
  key: (plugin: PluginDefinition) => string,
): Map<string, PluginDefinition[]> {
  const groups = new Map<string, PluginDefinition[]>();
  for (const plugin of plugins) {
    groups.set(key(plugin), [...(groups.get(key(plugin)) ?? []), plugin]);
  }
  return groups;
}
