import { COMMON_PROPERTIES } from '../../plugins/api/common-properties.js';
import type {
  PluginDefinition,
  PluginKind,
  PropertyDefinition,
} from '../../plugins/api/plugin-definition.js';
import { propertyRulesOf } from '../../plugins/api/property.js';

/** A part of a JSON schema (draft 7). */
export type Schema = Readonly<Record<string, unknown>>;

/** What documentation and schema need to know of a property. */
type Documented = Pick<
  PropertyDefinition,
  'name' | 'valueType' | 'required' | 'description' | 'values'
> &
  Partial<PropertyDefinition>;

/** Names under which clients look for the schemas of everything of a kind. */
export const KIND_REFS: Readonly<Record<PluginKind, string>> = {
  task: 'io.kestra.core.models.tasks.Task',
  trigger: 'io.kestra.core.models.triggers.AbstractTrigger',
  condition: 'io.kestra.core.models.conditions.Condition',
  'task-runner': 'io.kestra.core.models.tasks.runners.TaskRunner',
};

/** Schema of a declaration of the type; `type` may also be one of its aliases. */
export function typeSchema(definition: PluginDefinition): Schema {
  const names = [definition.type, ...definition.aliases];
  const properties = propertiesSchema([
    ...commonProperties(definition.kind),
    ...definition.properties,
  ]);
  return {
    type: 'object',
    title: definition.title,
    ...(definition.description && { markdownDescription: definition.description }),
    ...(definition.deprecated && { $deprecated: true }),
    ...properties,
    properties: {
      ...(properties.properties as object),
      type: names.length === 1 ? { const: definition.type } : { enum: names },
    },
    additionalProperties: false,
  };
}

/** `properties` and `required` of some properties. */
export function propertiesSchema(properties: readonly Documented[]): Schema {
  const required = properties.filter((property) => property.required).map(({ name }) => name);
  return {
    properties: Object.fromEntries(
      properties.map((property) => [property.name, propertySchema(property)]),
    ),
    ...(required.length > 0 && { required }),
  };
}

/** What every declaration of a kind may say. */
export function commonProperties(kind: PluginKind): Documented[] {
  return propertyRulesOf(COMMON_PROPERTIES[kind]).map((rule) => ({
    ...rule,
    required: rule.required ?? false,
    dynamic: rule.dynamic !== false,
  }));
}

function propertySchema(property: Documented): Schema {
  const { description, defaultValue, dynamic, deprecated, values } = property;
  return {
    ...shapeOf(property),
    ...(values && !dynamic && { enum: values }),
    ...(values && dynamic && { examples: values }),
    ...(description && { title: description }),
    ...(isPlain(defaultValue) && { default: defaultValue }),
    $dynamic: dynamic === true,
    ...(deprecated && { $deprecated: true }),
  };
}

function shapeOf(property: Documented): Schema {
  if (property.tasks !== undefined) {
    return nested(property.tasks, { $ref: `#/definitions/${KIND_REFS.task}` });
  }
  if (property.plugin !== undefined) {
    const reference = { $ref: `#/definitions/${KIND_REFS[property.plugin]}` };
    return property.valueType === 'plugins' ? { type: 'array', items: reference } : reference;
  }
  const members = property.members && { type: 'object', ...propertiesSchema(property.members) };
  switch (property.valueType) {
    case 'string':
      return { type: 'string' };
    case 'duration':
      return { type: 'string', format: 'duration' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'integer':
    case 'number':
    case 'boolean':
      return property.dynamic
        ? { type: [property.valueType, 'string'] }
        : { type: property.valueType };
    case 'list':
      return { type: property.dynamic ? ['array', 'string'] : 'array', items: members ?? {} };
    case 'labels':
      return { type: ['object', 'array'] };
    case 'map':
      return { type: property.dynamic ? ['object', 'string'] : 'object' };
    case 'object':
      return members ?? { type: 'object' };
    default:
      return {};
  }
}

function nested(shape: NonNullable<PropertyDefinition['tasks']>, task: Schema): Schema {
  const list = { type: 'array', items: task };
  switch (shape) {
    case 'one':
      return task;
    case 'list':
      return list;
    case 'cases':
      return { type: 'object', additionalProperties: list };
    case 'dag': {
      const dependsOn = { type: 'array', items: { type: 'string' } };
      return {
        type: 'array',
        items: { type: 'object', properties: { task, dependsOn }, required: ['task'] },
      };
    }
  }
}

function isPlain(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || Array.isArray(value));
}
