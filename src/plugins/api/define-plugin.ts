import { checkDeclaration } from './check-declaration.js';
import { COMMON_PROPERTIES } from './common-properties.js';
import type { PluginDefinition, PropertyDefinition } from './plugin-definition.js';
import type { PluginClass, PluginType } from './plugin-type.js';
import type { PropertyRule } from './property.js';
import { propertyRulesOf } from './property.js';

/** What the rest of the system may know of a plugin class; the properties are worked out when first asked for. */
export function definePlugin(target: PluginClass, type: PluginType): PluginDefinition {
  const classes = [COMMON_PROPERTIES[type.kind], target];
  let properties: readonly PropertyDefinition[] | undefined;
  let commonProperties: readonly PropertyDefinition[] | undefined;
  return {
    kind: type.kind,
    type: type.type,
    aliases: type.aliases ?? [],
    deprecated: type.deprecated ?? false,
    runnable: type.kind === 'task' && 'run' in target.prototype,
    heavy: type.heavy ?? false,
    title: type.title,
    ...(type.description === undefined ? {} : { description: type.description }),
    get properties(): readonly PropertyDefinition[] {
      return (properties ??= definitionsOf(target));
    },
    get commonProperties(): readonly PropertyDefinition[] {
      return (commonProperties ??= definitionsOf(COMMON_PROPERTIES[type.kind]));
    },
    outputs: Object.entries(type.outputs ?? {}).map(([name, [valueType, description]]) => ({
      name,
      valueType,
      description,
    })),
    validate: (declaration) => checkDeclaration(type.type, classes, declaration),
  };
}

function definitionsOf(target: PluginClass): PropertyDefinition[] {
  const defaults = new target() as Record<string, unknown>;
  return propertyRulesOf(target).map((rule) => toDefinition(rule, defaults[rule.name]));
}

function toDefinition(rule: PropertyRule, defaultValue: unknown): PropertyDefinition {
  return {
    name: rule.name,
    valueType: rule.valueType,
    required: rule.required ?? false,
    dynamic: rule.dynamic !== false && rule.tasks === undefined,
    description: rule.description,
    ...(isNoDefault(defaultValue) ? {} : { defaultValue }),
    ...(rule.deprecated === undefined ? {} : { deprecated: rule.deprecated }),
    ...(rule.values === undefined ? {} : { values: rule.values }),
    ...(rule.tasks === undefined ? {} : { tasks: rule.tasks }),
    ...(rule.plugin === undefined ? {} : { plugin: rule.plugin }),
    ...(rule.of === undefined ? {} : { members: definitionsOf(rule.of) }),
  };
}

/** Fields without a meaningful initialiser. */
function isNoDefault(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
