import type {
  OutputDefinition,
  PluginDefinition,
  PropertyDefinition,
} from '../../plugins/api/plugin-definition.js';
import { commonProperties, propertiesSchema } from './type-schema.js';
import type { Schema } from './type-schema.js';

/** The documentation page of a type: text for readers, schema for programs. */
export interface Documentation {
  readonly markdown: string;
  readonly schema: { readonly properties: Schema; readonly outputs: Schema };
}

/** `all`: with the properties that every declaration of the kind has. */
export function documentationOf(
  definition: PluginDefinition,
  options: { all: boolean },
): Documentation {
  const own = definition.properties;
  const properties = options.all ? [...commonProperties(definition.kind), ...own] : own;
  return {
    markdown: markdownOf(definition),
    schema: {
      properties: {
        title: definition.title,
        ...(definition.description && { description: definition.description }),
        ...propertiesSchema(properties),
      },
      outputs: propertiesSchema(
        definition.outputs.map((output) => ({ ...output, required: false })),
      ),
    },
  };
}

function markdownOf({
  type,
  title,
  description,
  deprecated,
  properties,
  outputs,
  aliases,
}: PluginDefinition): string {
  return [
    `# ${type.slice(type.lastIndexOf('.') + 1)}`,
    `\`\`\`yaml\ntype: "${type}"\n\`\`\``,
    title,
    ...(deprecated ? ['::: warning\nThis type is deprecated.\n:::'] : []),
    ...(description ? [description] : []),
    ...(properties.length > 0 ? ['## Properties', ...properties.map(propertyMarkdown)] : []),
    ...(outputs.length > 0 ? ['## Outputs', ...outputs.map(outputMarkdown)] : []),
    ...(aliases.length > 0
      ? ['## Other names', aliases.map((alias) => `* \`${alias}\``).join('\n')]
      : []),
    '',
  ].join('\n\n');
}

function outputMarkdown({ name, valueType, description }: OutputDefinition): string {
  return `### \`${name}\`\n\n${description}\n\n* **Type:** ${valueType}`;
}

function propertyMarkdown({
  name,
  valueType,
  required,
  dynamic,
  description,
  defaultValue,
  values,
}: PropertyDefinition): string {
  const facts = [
    `**Type:** ${valueType}`,
    `**Dynamic:** ${dynamic ? 'yes' : 'no'}`,
    `**Required:** ${required ? 'yes' : 'no'}`,
    ...(typeof defaultValue === 'object' || defaultValue === undefined
      ? []
      : [`**Default:** \`${String(defaultValue)}\``]),
    ...(values ? [`**Values:** ${values.map((value) => `\`${value}\``).join(', ')}`] : []),
  ];
  return [
    `### \`${name}\``,
    ...(description ? [description] : []),
    facts.map((fact) => `* ${fact}`).join('\n'),
  ].join('\n\n');
}
