import { InvalidEntityError, JsonMappingError } from '../../model/errors.js';
import type { Violation } from '../../model/errors.js';
import { parseJson } from '../../model/json.js';
import { STATE_TYPES } from '../../model/state.js';
import { LOG_LEVELS } from '../../model/task.js';
import { findPlugin } from '../../plugins/index.js';
import type { PluginDefinition } from '../../plugins/index.js';

const INVALID_TYPE = 'Invalid type: ';
const FLOW = 'io.kestra.core.models.flows.Flow';
const LIST = 'java.util.ArrayList';
const MAP = 'java.util.LinkedHashMap';

/** Java names of lists of texts, which clients of 2024 are told. */
const ENUMS = [
  ['org.slf4j.event.Level', LOG_LEVELS],
  ['io.kestra.core.models.flows.State$Type', STATE_TYPES],
] as const;

/** Saves a flow that came as JSON: what cannot be mapped is told as a JSON library would (api.md §2.2). */
export async function savingJson<T>(json: string, save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    throw (error instanceof InvalidEntityError && mappingError(error.violations, json)) || error;
  }
}

/** Undefined when the document can be mapped, so that its violations are rules of the model. */
export function mappingError(
  violations: readonly Violation[],
  json: string,
): JsonMappingError | undefined {
  const document = parseJson(json);
  for (const { path, message } of violations) {
    if (message.startsWith(INVALID_TYPE)) {
      return invalidType(message, jacksonPath(path.replace(/\.?type$/, ''), document).text);
    }
    const { text, owner, property, value } = jacksonPath(path, document);
    const values = owner?.properties.find(({ name }) => name === property)?.values;
    if (values !== undefined && typeof value === 'string') {
      return new JsonMappingError('Invalid json mapping', [
        { path: text, message: notOneOf(value, values) },
      ]);
    }
  }
  return undefined;
}

function invalidType(message: string, path: string): JsonMappingError {
  const failed = `Failed to convert argument [flow] due to: ${message}`;
  return new JsonMappingError(
    message,
    [failed, message].map((text) => ({ path, message: text })),
  );
}

function notOneOf(value: string, values: readonly string[]): string {
  const name = ENUMS.find(([, known]) => values.every((one) => known.some((k) => k === one)))?.[0];
  const type = name ?? 'java.lang.Enum';
  return `Cannot deserialize value of type \`${type}\` from String "${value}": not one of the values accepted for Enum class: [${values.join(', ')}]`;
}

interface Place {
  readonly text: string;
  /** The plugin that has the last property, the property and what it holds. */
  readonly owner?: PluginDefinition;
  readonly property?: string;
  readonly value: unknown;
}

/** `tasks[0].level` as `…Flow["tasks"] > java.util.ArrayList[0] > …Log["level"]`. */
function jacksonPath(path: string, document: unknown): Place {
  let place: Place = { text: '', value: document };
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const owner = place.text === '' ? undefined : pluginOf(place.value);
    const type = place.text === '' ? FLOW : (owner?.type ?? MAP);
    const step = name === undefined ? `${LIST}[${index}]` : `${type}["${name}"]`;
    place = {
      text: place.text === '' ? step : `${place.text} > ${step}`,
      ...(owner && { owner }),
      ...(name !== undefined && { property: name }),
      value: memberOf(place.value, name ?? Number(index)),
    };
  }
  return place;
}

function pluginOf(value: unknown): PluginDefinition | undefined {
  const type = memberOf(value, 'type');
  return typeof type === 'string'
    ? (findPlugin('task', type) ?? findPlugin('trigger', type) ?? findPlugin('condition', type))
    : undefined;
}

function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}
