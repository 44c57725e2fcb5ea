import { INPUT_TYPES, type InputType } from '../../model/input.js';
import { inputFields } from '../rules/input.js';
import type { Documentation } from './documentation.js';
import type { Schema } from './type-schema.js';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const texts = { type: 'array', items: text };
const itemType = { enum: INPUT_TYPES.filter((type) => type !== 'ARRAY') };

/** What the members of inputs hold and mean; `min` and `max` depend on the type. */
const MEMBERS: Readonly<Record<string, Schema>> = {
  id: { ...text, title: 'Name of the input, unique within the flow.' },
  type: { ...text, title: 'Kind of value.' },
  description: { ...text, title: 'What the input is for.' },
  required: { ...flag, title: 'Whether an execution needs a value.', default: true },
  defaults: { title: 'The value of an execution that gives none.' },
  prefill: { title: 'The value that a form begins with.' },
  displayName: { ...text, title: 'Name in forms.', maxLength: 64 },
  dependsOn: {
    type: 'object',
    title: 'Other inputs and a condition on them; without it the input is not asked for.',
    properties: { inputs: texts, condition: text },
  },
  values: { ...texts, title: 'The values to choose from.' },
  expression: { ...text, title: 'An expression that gives the values to choose from.' },
  allowCustomValue: { ...flag, title: 'Whether other values are allowed too.' },
  autoSelectFirst: { ...flag, title: 'Whether the first value is chosen by itself.' },
  isRadio: { ...flag, title: 'Whether a form shows all values at once.' },
  validator: { ...text, format: 'regex', title: 'A pattern that the value must match.' },
  min: { title: 'The least value.' },
  max: { title: 'The greatest value.' },
  after: { ...text, title: 'The value must lie behind.' },
  before: { ...text, title: 'The value must lie before.' },
  extension: { ...text, title: 'Ending of the name of the file.' },
  allowedFileExtensions: { ...texts, title: 'Endings that the name of the file may have.' },
  itemType: { ...itemType, title: 'Kind of the items.' },
};

const BOUNDS: Readonly<Partial<Record<InputType, Schema>>> = {
  INT: { type: 'integer' },
  FLOAT: { type: 'number' },
  DURATION: { ...text, format: 'duration' },
};

/** The page of a kind of input, from the rules that inputs are checked by. */
export function inputDocumentation(type: InputType): Documentation {
  const fields = Object.entries(inputFields(type));
  const properties = Object.fromEntries(
    fields.map(([name, { deprecated }]) => [name, memberSchema(type, name, deprecated === true)]),
  );
  const required = fields.flatMap(([name, field]) => (field.required === true ? [name] : []));
  return {
    markdown: markdownOf(type, properties, required),
    schema: { properties: { title: type, properties, required }, outputs: { properties: {} } },
  };
}

function memberSchema(type: InputType, name: string, isDeprecated: boolean): Schema {
  return {
    ...MEMBERS[name],
    ...(name === 'min' || name === 'max' ? BOUNDS[type] : {}),
    ...(name === 'type' ? { const: type } : {}),
    ...(isDeprecated ? { $deprecated: true } : {}),
  };
}

function markdownOf(
  type: InputType,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): string {
  const members = Object.entries(properties).map(([name, { title }]) => {
    const need = required.includes(name) ? 'yes' : 'no';
    return `### \`${name}\`\n\n${String(title)}\n\n* **Required:** ${need}`;
  });
  return [`# ${type}`, `\`\`\`yaml\ntype: ${type}\n\`\`\``, '## Properties', ...members, ''].join(
    '\n\n',
  );
}
