import type { Context } from './context.js';
import type { Output } from './output.js';

export type Evaluate = (context: Context) => unknown;
export type Emit = (context: Context, output: Output) => void;

export interface Macro {
  readonly parameters: readonly string[];
  /** By parameter; undefined where there is no default. */
  defaults: readonly (Evaluate | undefined)[];
  body: Emit;
}

/** A parsed template, ready to be evaluated any number of times. */
export interface Template {
  readonly source: string;
  readonly body: Emit;
  readonly macros: ReadonlyMap<string, Macro>;
  readonly blocks: ReadonlyMap<string, Emit>;
}
