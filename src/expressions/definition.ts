import type { Context } from './evaluation/context.js';
import { Failure } from './errors.js';
import { kindOf } from './values/data.js';
import { toSmallInteger } from './values/numbers.js';

/** Values in the order of the parameters; undefined where none was given. */
export type Arguments = readonly unknown[];

export interface FilterDefinition {
  /** Empty: arguments are ignored. */
  readonly parameters: readonly string[];
  readonly apply: (input: unknown, args: Arguments, context: Context) => unknown;
  /** Without it null gives null. */
  readonly acceptsNull?: boolean;
  /** The input is undefined where the expression before the filter is undefined, instead of an error. */
  readonly acceptsUndefined?: boolean;
}

export interface FunctionDefinition {
  /** `any`: every positional argument is handed over. */
  readonly parameters: readonly string[] | 'any';
  readonly call: (args: Arguments, context: Context) => unknown;
}

export type TestDefinition = (value: unknown) => boolean;

export function requiredArgument(value: unknown, name: string): unknown {
  if (value === undefined || value === null) {
    throw new Failure(`The argument \`${name}\` is missing`);
  }
  return value;
}

export function textArgument(value: unknown, name: string): string {
  if (typeof requiredArgument(value, name) !== 'string') {
    throw new Failure(`The argument \`${name}\` must be a text, not ${kindOf(value)}`);
  }
  return String(value);
}

export function optionalText(value: unknown, name: string): string | undefined {
  return value === undefined || value === null ? undefined : textArgument(value, name);
}

export function integerArgument(value: unknown, name: string): number {
  const integer = toSmallInteger(requiredArgument(value, name));
  if (integer === undefined) {
    throw new Failure(`The argument \`${name}\` must be an integer, not ${kindOf(value)}`);
  }
  return integer;
}

export function booleanArgument(value: unknown, name: string, whenMissing: boolean): boolean {
  if (value === undefined || value === null) {
    return whenMissing;
  }
  if (typeof value !== 'boolean') {
    throw new Failure(`The argument \`${name}\` must be a boolean, not ${kindOf(value)}`);
  }
  return value;
}

/** The input of a filter that takes nothing but text. */
export function textInput(value: unknown): string {
  if (typeof value !== 'string') {
    throw new Failure(`A text is needed, not ${kindOf(value)}`);
  }
  return value;
}

export function listInput(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new Failure(`A list is needed, not ${kindOf(value)}`);
  }
  return value;
}
