import type { FlowOutput, Input, InputType } from '../../model/input.js';
import { INPUT_TYPES } from '../../model/input.js';
import {
  anything,
  bool,
  booleanOf,
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
import { pathText } from '../document/path.js';
import type { Path } from '../document/path.js';
import { date, datetime, time } from './date.js';
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
const period = (read: Reader<string>): Readonly<Record<string, Field>> => ({
  after: { read },
  before: { read },
});

/** engine.md §19.2: the options that a type has besides the common ones. */
const OPTIONS: Readonly<Partial<Record<InputType, Readonly<Record<string, Field>>>>> = {
  STRING: { validator: { read: regex } },
  SECRET: { validator: { read: regex } },
  SELECT: { ...choice, isRadio: { read: bool } },
  ENUM: { values: { read: listOf(text()), required: true } },
  MULTISELECT: { ...choice, itemType: { read: oneOf(itemTypes) } },
  INT: range(integer()),
  FLOAT: range(decimal),
  DATETIME: period(datetime),
  DATE: period(date),
  TIME: period(time),
  DURATION: range(duration),
  FILE: {
    extension: { read: text(), deprecated: true },
    allowedFileExtensions: { read: listOf(text()) },
  },
  ARRAY: { itemType: { read: oneOf(itemTypes), required: true } },
};

/** engine.md §19.2: SELECT and BOOL take their places. */
const DEPRECATED_TYPES: readonly InputType[] = ['ENUM', 'BOOLEAN'];

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
  if (DEPRECATED_TYPES.includes(type)) {
    findings.deprecated(path);
  }
  checkChoices(type, result, path, findings);
  checkRange(result, path, findings);
  checkDefaults(type, result, path, findings);
  return { ...withBooleanDefault(type, result), id: String(result.id ?? ''), type } as Input;
};

function withBooleanDefault(type: InputType, result: Tree): Tree {
  const meant = type === 'BOOL' || type === 'BOOLEAN' ? booleanOf(result.defaults) : undefined;
  return meant === undefined ? result : { ...result, defaults: meant };
}

/** Ids are unique; what an input depends on exists and does not depend on it. `declared` is the list as written. */
export function checkInputs(declared: unknown, path: Path, findings: Findings): void {
  checkUnique('Input', declared, path, findings);
  const nodes = entriesOf(declared).flatMap(([index, { id, name, dependsOn }]) => {
    const own = id ?? name;
    return own === undefined ? [] : [{ index, id: String(own), dependsOn: inputsOf(dependsOn) }];
  });
  const byId = new Map(nodes.map((node) => [node.id, node.dependsOn] as const));
  for (const { index, id, dependsOn } of nodes) {
    const place = [...path, index, 'dependsOn', 'inputs'];
    for (const other of dependsOn.filter((candidate) => !byId.has(candidate))) {
      findings.violation(
        place,
        `Input with id '${id}' depends on a non-existent input '${other}'`,
        didYouMean(
          nearestName(
            other,
            [...byId.keys()].filter((known) => known !== id),
          ),
        ),
      );
    }
    if (reaches(id, id, byId, new Set())) {
      const hint = 'take one input out of the circle';
      findings.violation(place, `Input with id '${id}' depends on itself`, hint);
    }
  }
}

/** engine.md §21.1: no two outputs of one name. */
export function checkOutputs(declared: unknown, path: Path, findings: Findings): void {
  checkUnique('Output', declared, path, findings);
}

function checkUnique(kind: string, declared: unknown, path: Path, findings: Findings): void {
  const first = new Map<string, number>();
  for (const [index, entry] of entriesOf(declared)) {
    const spelling = entry.id === undefined ? 'name' : 'id';
    const id = entry[spelling];
    if (id === undefined || id === null) {
      continue;
    }
    const earlier = first.get(String(id));
    if (earlier === undefined) {
      first.set(String(id), index);
    } else {
      findings.violation(
        [...path, index, spelling],
        `Duplicate ${kind} with name [${String(id)}]`,
        `${pathText([...path, earlier])} has it already`,
      );
    }
  }
}

function entriesOf(declared: unknown): [index: number, entry: Tree][] {
  return (Array.isArray(declared) ? (declared as unknown[]) : []).flatMap((entry, index) =>
    isTree(entry) ? [[index, entry] as [number, Tree]] : [],
  );
}

function inputsOf(dependsOn: unknown): string[] {
  const inputs = isTree(dependsOn) ? dependsOn.inputs : undefined;
  return Array.isArray(inputs) ? inputs.map(String) : [];
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
  if (value !== undefined && tree.prefill !== undefined) {
    findings.violation([...path, 'prefill'], 'Cannot define both `defaults` and `prefill`');
  }
  if (value === undefined || String(value).includes('{{')) {
    return;
  }
  const numeric = typeof value === 'string' && type === 'FLOAT' ? Number(value) : value;
  DEFAULTS[type]?.(numeric, [...path, 'defaults'], findings);
}

const DEFAULTS: Readonly<Partial<Record<InputType, Reader<unknown>>>> = {
  BOOL: bool,
  BOOLEAN: bool,
  INT: integer(),
  FLOAT: decimal,
  DURATION: duration,
  DATE: date,
  TIME: time,
  DATETIME: datetime,
  STRING: text(),
  EMAIL: text(),
  URI: text(),
};

function checkRange({ min, max }: Tree, path: Path, findings: Findings): void {
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    findings.violation([...path, 'min'], `'min' must not be greater than 'max' but is ${min}`);
  }
}

function reaches(
  from: string,
  target: string,
  byId: ReadonlyMap<string, readonly string[]>,
  seen: Set<string>,
): boolean {
  for (const id of byId.get(from) ?? []) {
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
