import type { PluginDefinition, PluginKind } from '../plugins/api/plugin-definition.js';

/** What flows ask the registry of plugins. */
export interface PluginCatalog {
  findPlugin(kind: PluginKind, typeOrAlias: string): PluginDefinition | undefined;
  nearestType(name: string, kind?: PluginKind): string | undefined;
}
