export type { ConditionContext } from './api/condition.js';
export type {
  OutputDefinition,
  PluginDefinition,
  PluginKind,
  PropertyDefinition,
} from './api/plugin-definition.js';
export type { PluginClass } from './api/plugin-type.js';
export { removeOrphanedContainers } from './core/runner/docker/orphaned-containers.js';
export { sweepPythonCache } from './core/scripts/python-cache.js';
export { loadPlugins } from './load-plugins.js';
export { allPlugins, findPlugin, nearestType, pluginClass } from './registry.js';
export { conditionsHold } from './test-conditions.js';
