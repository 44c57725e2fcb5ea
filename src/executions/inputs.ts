import type { Rendered } from '../expressions/index.js';
import { InvalidEntityError } from '../model/errors.js';
import type { Input, InputType } from '../model/input.js';
import { isNumeric } from '../model/numbers.js';
import { InputMismatch, mismatch } from './inputs/input-mismatch.js';
import { parseInput } from './inputs/parse-input.js';
import { show } from './inputs/show.js';
import { parseList } from './inputs/structured.js';
import { checkChoice } from './inputs/text.js';

/** A file part of a request, spooled to disk. */
export interface UploadedFile {
  /** Name of the form part. */
  readonly fieldname: string;
  readonly originalname: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const TEXT_TYPES: ReadonlySet<InputType> = new Set<InputType>([
  'STRING',
  'SELECT',
  'ENUM',
  'SECRET',
]);

function isUploadedFile(value: unknown): value is UploadedFile {
  return (
    typeof value === 'object' && value !== null && 'fieldname' in value && 'originalname' in value
  );
}

/** Texts of a form, typed values of a trigger or a subflow, uploaded files: by input id, dotted ids flat or nested. */
export type RawInputs = Readonly<Record<string, unknown>>;

/** What the resolution of inputs needs from outside. */
export interface InputHost {
  /** Renders with the typed inputs known so far; the value itself where the template is one expression. */
  renderTyped(template: unknown, inputs: Readonly<Record<string, unknown>>): Rendered<unknown>;
  /** Stores an uploaded file below the execution and answers its URI. */
  storeFile(input: Input, file: UploadedFile): Promise<string>;
  /** Absent: no encryption key is configured. */
  encrypt?(text: string): unknown;
}

/** One input as resolved; `validate` shows all of them. */
export interface ResolvedInput {
  readonly input: Input;
  /** False: `dependsOn` switches it off, it has no value and nothing else is checked. */
  readonly enabled: boolean;
  readonly isDefault: boolean;
  readonly value?: unknown;
  readonly error?: string;
}

/** engine.md §19.3, in document order. Problems are data: see `valuesOf`. */
export async function resolveInputs(
  inputs: readonly Input[],
  raw: RawInputs,
  host: InputHost,
): Promise<ResolvedInput[]> {
  const resolution = new Resolution(inputs, raw, host);
  const results: ResolvedInput[] = [];
  for (const input of inputs) {
    results.push(await resolution.resolve(input));
  }
  return results;
}

/** Typed values, dotted ids nested. Throws InvalidEntityError with every problem of an enabled input. */
export function valuesOf(results: readonly ResolvedInput[]): Record<string, unknown> {
  const violations = results.flatMap(({ input, enabled, error }) =>
    enabled && error !== undefined ? [{ path: input.id, message: error }] : [],
  );
  if (violations.length > 0) {
    throw new InvalidEntityError(violations);
  }
  return nestedValues(results);
}

class Resolution {
  private readonly byId: ReadonlyMap<string, Input>;
  private readonly results = new Map<string, ResolvedInput>();

  constructor(
    inputs: readonly Input[],
    private readonly raw: RawInputs,
    private readonly host: InputHost,
  ) {
    this.byId = new Map(inputs.map((input) => [input.id, input]));
  }

  async resolve(input: Input): Promise<ResolvedInput> {
    const known = this.results.get(input.id);
    if (known) {
      return known;
    }
    // Stands for the input while its dependencies are resolved, so that a cycle ends.
    this.results.set(input.id, off(input));
    const result = await this.resolveNow(input);
    this.results.set(input.id, result);
    return result;
  }

  private async resolveNow(input: Input): Promise<ResolvedInput> {
    const condition = await this.isEnabled(input);
    if (condition !== true) {
      return off(input, condition === false ? undefined : condition.error);
    }
    let raw = rawValue(this.raw, input.id);
    let isDefault = false;
    try {
      if (raw === undefined || raw === null) {
        raw = await this.defaultOf(input);
        isDefault = raw !== undefined && raw !== null;
      }
      return { input, enabled: true, isDefault, value: await this.typed(input, raw) };
    } catch (error) {
      return { input, enabled: true, isDefault, error: this.problem(input, raw, error) };
    }
  }

  private async isEnabled(input: Input): Promise<boolean | { readonly error: string }> {
    for (const id of input.dependsOn?.inputs ?? []) {
      const dependency = this.byId.get(id);
      if (dependency && !(await this.resolve(dependency)).enabled) {
        return false;
      }
    }
    const condition = input.dependsOn?.condition;
    if (condition === undefined) {
      return true;
    }
    try {
      return (await this.render(condition)) === true;
    } catch (error) {
      return {
        error: sentence(
          input,
          `Invalid condition: ${messageOf(error)}`,
          rawValue(this.raw, input.id),
        ),
      };
    }
  }

  private async defaultOf(input: Input): Promise<unknown> {
    const given = input.defaults;
    if (given === undefined || given === null) {
      return input['autoSelectFirst'] === true
        ? asTextOf(input, (await this.choices(input))?.[0])
        : undefined;
    }
    return asTextOf(input, await this.render(given));
  }

  private async typed(input: Input, raw: unknown): Promise<unknown> {
    if (raw === undefined || raw === null) {
      return input.required === false ? null : mismatch('missing required input');
    }
    if (input.type === 'FILE') {
      return await this.file(input, raw);
    }
    if (isUploadedFile(raw)) {
      return mismatch(`Expected \`${input.type}\` but received a file`);
    }
    const value = parseInput(raw, input);
    const choices = await this.choices(input);
    if (choices && input['allowCustomValue'] !== true) {
      checkChoice(value, choices);
    }
    return input.type === 'SECRET' ? this.encrypted(value) : value;
  }

  private async choices(input: Input): Promise<readonly unknown[] | undefined> {
    const declared = input['values'] ?? input['options'];
    if (Array.isArray(declared)) {
      return declared as unknown[];
    }
    const { expression } = input;
    return typeof expression === 'string' ? parseList(await this.render(expression)) : undefined;
  }

  private async file(input: Input, raw: unknown): Promise<string> {
    if (!isUploadedFile(raw)) {
      const text = show(raw);
      return /^(kestra|nsfile):\/\//.test(text)
        ? text
        : mismatch(
            `Expected \`FILE\` but received \`${text}\`: upload a file or give a kestra:/// URI`,
          );
    }
    if (raw.size === 0) {
      return mismatch(`Can't upload file: ${raw.originalname}`);
    }
    checkExtension(raw.originalname, input);
    return await this.host.storeFile(input, raw);
  }

  private encrypted(value: unknown): unknown {
    const text = show(value);
    if (!this.host.encrypt) {
      return mismatch('Unable to use a `SECRET` input/output as encryption is not configured');
    }
    return this.host.encrypt(text);
  }

  private render(template: unknown): Rendered<unknown> {
    return this.host.renderTyped(template, nestedValues([...this.results.values()]));
  }

  private problem(input: Input, raw: unknown, error: unknown): string {
    const shown = input.type === 'SECRET' && raw !== undefined && raw !== null ? '******' : raw;
    return sentence(input, messageOf(error), isUploadedFile(shown) ? shown.originalname : shown);
  }
}

/** A default has the type of its input; only a value that is given stays a number in a STRING. */
function asTextOf(input: Input, value: unknown): unknown {
  const isScalar = isNumeric(value) || typeof value === 'boolean';
  return TEXT_TYPES.has(input.type) && isScalar ? show(value) : value;
}

function off(input: Input, error?: string): ResolvedInput {
  return { input, enabled: false, isDefault: false, ...(error === undefined ? {} : { error }) };
}

function sentence(input: Input, reason: string, received: unknown): string {
  return `Invalid input for \`${input.id}\`, ${reason}, but received \`${show(received)}\``;
}

function messageOf(error: unknown): string {
  if (error instanceof InputMismatch) {
    return error.message;
  }
  return error instanceof Error ? error.message : String(error);
}

function checkExtension(name: string, input: Input): void {
  const allowed = input['allowedFileExtensions'];
  if (
    Array.isArray(allowed) &&
    !allowed.some((end) => name.toLowerCase().endsWith(String(end).toLowerCase()))
  ) {
    mismatch(`it must have one of the extensions \`[${allowed.join(', ')}]\``);
  }
}

function rawValue(raw: RawInputs, id: string): unknown {
  if (Object.hasOwn(raw, id)) {
    return raw[id];
  }
  let value: unknown = raw;
  for (const key of id.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function nestedValues(results: readonly ResolvedInput[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { input, enabled, error, value } of results) {
    if (enabled && error === undefined) {
      setNested(values, input.id.split('.'), value);
    }
  }
  return values;
}

function setNested(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let map = target;
  path.slice(0, -1).forEach((key) => {
    const next = Object.hasOwn(map, key) ? map[key] : undefined;
    const child =
      typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {};
    map[key] = child;
    map = child;
  });
  map[path.at(-1) ?? ''] = value;
}
