import type { PluginDefault } from '../../model/flow.js';
import type { PluginDefinition } from '../../plugins/api/plugin-definition.js';
import { isTree } from './reader.js';
import type { Tree } from './reader.js';

/**
 * engine.md §21.2: `defaults` most specific first. Values that are not forced lie under those of the declaration, the
 * more specific above; forced ones lie above it, the least specific on top. Of values for many types each type takes
 * those that it knows.
 */
export function withDefaults(
  declaration: Tree,
  definition: PluginDefinition,
  defaults: readonly PluginDefault[],
): Tree {
  let result = declaration;
  const names = [definition.type, ...definition.aliases, String(declaration.type)];
  for (const { type, values, forced } of defaults) {
    if (names.some((name) => name.startsWith(type))) {
      const own = knownValues(values, definition);
      result = forced ? merge(result, own) : merge(own, result);
    }
  }
  return result;
}

function knownValues(values: Tree, definition: PluginDefinition): Tree {
  const known = new Set(propertyNames(definition));
  return Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name)));
}

export function propertyNames({ properties, commonProperties }: PluginDefinition): string[] {
  return [...commonProperties, ...properties].map(({ name }) => name);
}

/** Maps are merged, lists concatenated, anything else is replaced by what lies above. */
function merge(under: Tree, above: Tree): Tree {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(above)) {
    const below = result[key];
    if (isTree(below) && isTree(value)) {
      result[key] = merge(below, value);
    } else if (Array.isArray(below) && Array.isArray(value)) {
      result[key] = [...(below as unknown[]), ...(value as unknown[])];
    } else if (value !== undefined) {
      result[key] = value;
    }
  }
  return result;
}
