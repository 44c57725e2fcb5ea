import { nearestName } from '../../model/nearest-name.js';
import { PLUGIN_KINDS } from '../../plugins/api/plugin-definition.js';
import { didYouMean } from '../document/findings.js';
import type { Findings } from '../document/findings.js';
import { propertyNames } from '../document/plugin-defaults.js';
import { isTree } from '../document/reader.js';
import type { Tree } from '../document/reader.js';
import type { PluginCatalog } from '../plugin-catalog.js';

/** engine.md §21.2: defaults of exactly one type may only say what that type knows. */
export function checkPluginDefaults(
  document: Tree,
  catalog: PluginCatalog,
  findings: Findings,
): void {
  for (const property of ['pluginDefaults', 'taskDefaults']) {
    const entries: unknown[] = Array.isArray(document[property]) ? document[property] : [];
    entries.forEach((entry, index) => {
      if (!isTree(entry) || !isTree(entry.values)) {
        return;
      }
      const type = String(entry.type);
      const definition = PLUGIN_KINDS.map((kind) => catalog.findPlugin(kind, type)).find(Boolean);
      const known = definition && propertyNames(definition);
      for (const name of Object.keys(entry.values).filter(
        (key) => known?.includes(key) === false,
      )) {
        findings.violation(
          [property, index, 'values', name],
          `Unrecognized field "${name}" (class ${type}), not marked as ignorable`,
          didYouMean(nearestName(name, known ?? [])),
        );
      }
    });
  }
}
