import type { FlowOutput, Input, InputType } from '../../model/input.js';
import { INPUT_TYPES } from '../../model/input.js';
import {
  anything,
  bool,
  decimal,
  integer,
  isTree,
  listOf,
  map,
  oneOf,
  record,
  text,
} from '../document/reader.js';
import type { Field, Reader, Tree } from '../document/reader.js';
import type { Findings } from '../document/findings.js';
import { nearestName } from '../../model/nearest-name.js';
import { didYouMean } from '../document/findings.js';
import type { Path } from '../document/path.js';
import { duration } from './duration.js';
import { regex } from './regex.js';

const COMMON: Readonly<Record<string, Field>> = {
  id: {
    read: text({ pattern: /^[a-zA-Z0-9][.a-zA-Z0-9_-]*$/ }),
    required: true,
    aliases: ['name'],
  },
  type: { read: anything, required: true },
  description: { read: text() },
  required: { read: bool },
  defaults: { read: anything },
  prefill: { read: anything },
  displayName: { read: text({ max: 64 }) },
  dependsOn: {
    read: record('io.kestra.core.models.flows.DependsOn', {
      inputs: { read: listOf(text()) },
      condition: { read: text() },
    }),
  },
};

const choice: Readonly<Record<string, Field>> = {
  values: { read: listOf(text()), aliases: ['options'] },
  expression: { read: text() },
  allowCustomValue: { read: bool },
  autoSelectFirst: { read: bool },
};
const itemTypes = INPUT_TYPES.filter((type) => type !== 'ARRAY');
const range = (read: Reader<unknown>): Readonly<Record<string, Field>> => ({
  min: { read },
  max: { read },
});
const period: Readonly<Record<string, Field>> = {
  after: { read: text() },
  before: { read: text() },
};

/** engine.md §19.2: the options that a type has besides the common ones. */
const OPTIONS: Readonly<Partial<Record<InputType, Readonly<Record<string, Field>>>>> = {
  STRING: { validator: { read: regex } },
  SECRET: { validator: { read: regex } },
  SELECT: { ...choice, isRadio: { read: bool } },
  ENUM: { values: { read: listOf(text()), required: true } },
  MULTISELECT: { ...choice, itemType: { read: oneOf(itemTypes) } },
  INT: range(integer()),
  FLOAT: range(decimal),
  DATETIME: period,
  DATE: period,
  TIME: period,
  DURATION: range(duration),
  FILE: {
    extension: { read: text(), deprecated: true },
    allowedFileExtensions: { read: listOf(text()) },
  },
  ARRAY: { itemType: { read: oneOf(itemTypes), required: true } },
};

/** What an input of the type may say, by name. */
export function inputFields(type: InputType): Readonly<Record<string, Field>> {
  return { ...COMMON, ...OPTIONS[type] };
}

const shapes = new Map(
  INPUT_TYPES.map((type) => [type, record(className(type), inputFields(type))] as const),
);

export const input: Reader<Input> = (value, path, findings) => {
  const tree = map(value, path, findings);
  if (tree === undefined) {
    return undefined;
  }
  const type = inputType(tree.type, [...path, 'type'], findings);
  const shape = shapes.get(type ?? 'STRING');
  if (shape === undefined || type === undefined) {
    return undefined;
  }
  const result = shape(tree, path, findings);
  if (result === undefined) {
    return undefined;
  }
  checkChoices(type, result, path, findings);
  checkDefaults(type, result, path, findings);
  return { ...result, id: String(result.id ?? ''), type } as Input;
};

/** Ids are unique; what an input depends on exists and does not depend on it. */
export function checkInputs(inputs: readonly Input[], path: Path, findings: Findings): void {
  const byId = new Map<string, Input>();
  inputs.forEach((candidate, index) => {
    if (byId.has(candidate.id)) {
      findings.violation([...path, index, 'id'], `Duplicate Input with name [${candidate.id}]`);
    }
    byId.set(candidate.id, candidate);
  });
  inputs.forEach((candidate, index) => {
    const place = [...path, index, 'dependsOn', 'inputs'];
    for (const id of candidate.dependsOn?.inputs ?? []) {
      if (!byId.has(id)) {
        findings.violation(
          place,
          `Input with id '${candidate.id}' depends on a non-existent input '${id}'`,
        );
      }
    }
    if (reaches(candidate.id, candidate.id, byId, new Set())) {
      findings.violation(place, `Input with id '${candidate.id}' depends on itself`);
    }
  });
}

const output = record('io.kestra.core.models.flows.Output', {
  id: { read: text({ pattern: /^[a-zA-Z0-9][.a-zA-Z0-9_-]*$/ }), required: true },
  type: { read: anything },
  value: { read: anything, required: true },
  description: { read: text() },
  displayName: { read: text() },
  required: { read: bool },
  itemType: { read: oneOf(itemTypes) },
});

/** engine.md §19.5. */
export const flowOutput: Reader<FlowOutput> = (value, path, findings) => {
  const result = output(value, path, findings) as (Tree & FlowOutput) | undefined;
  if (result?.type === undefined) {
    return result;
  }
  const type = inputType(result.type, [...path, 'type'], findings);
  return type === undefined ? undefined : { ...result, type };
};

function inputType(value: unknown, path: Path, findings: Findings): InputType | undefined {
  const found = INPUT_TYPES.find((type) => type === String(value).toUpperCase());
  if (found === undefined) {
    const problem =
      value === undefined || value === null ? 'must not be null' : `Invalid type: ${String(value)}`;
    findings.violation(path, problem, didYouMean(nearestName(String(value), INPUT_TYPES)));
  }
  return found;
}

function checkChoices(type: InputType, tree: Tree, path: Path, findings: Findings): void {
  if (type !== 'SELECT' && type !== 'MULTISELECT') {
    return;
  }
  if (tree.values === undefined && tree.expression === undefined) {
    findings.violation(
      [...path, 'values'],
      'must not be null: a list of values or an expression is needed',
    );
  }
  if (tree.values !== undefined && tree.expression !== undefined) {
    findings.violation([...path, 'expression'], 'Cannot define both `values` and `expression`');
  }
}

/** A default that could never be read as its type, which otherwise fails every execution. */
function checkDefaults(type: InputType, tree: Tree, path: Path, findings: Findings): void {
  const value = tree.defaults;
  if (value === undefined || String(value).includes('{{')) {
    return;
  }
  const quiet =
    type === 'INT'
      ? integer()
      : type === 'FLOAT'
        ? decimal
        : type === 'DURATION'
          ? duration
          : undefined;
  const numeric = typeof value === 'string' && type === 'FLOAT' ? Number(value) : value;
  quiet?.(numeric, [...path, 'defaults'], findings);
  if (
    ['STRING', 'EMAIL', 'URI', 'DATE', 'TIME', 'DATETIME'].includes(type) &&
    (isTree(value) || Array.isArray(value))
  ) {
    findings.violation([...path, 'defaults'], 'must be text');
  }
}

function reaches(
  from: string,
  target: string,
  byId: ReadonlyMap<string, Input>,
  seen: Set<string>,
): boolean {
  for (const id of byId.get(from)?.dependsOn?.inputs ?? []) {
    if (id === target || (!seen.has(id) && reaches(id, target, byId, seen.add(id)))) {
      return true;
    }
  }
  return false;
}

/** Name in the texts of unknown members, as clients know it. */
function className(type: InputType): string {
  const name = type.charAt(0) + type.slice(1).toLowerCase();
  return `io.kestra.core.models.flows.input.${name}Input`;
}
