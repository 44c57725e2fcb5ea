import nodes from 'nunjucks/src/nodes.js';
import type { Node } from 'nunjucks/src/nodes.js';
import { suggestion } from '../errors.js';
import type { Arguments } from '../definition.js';
import type { Compilation } from './compilation.js';
import type { Context } from './context.js';
import type { Evaluate } from './template.js';

export type EvaluateArguments = (context: Context) => Arguments;

interface Given {
  readonly positional: readonly Node[];
  readonly named: readonly { readonly name: string; readonly value: Node; readonly node: Node }[];
}

/** Brings arguments into the order of the parameters; unknown names and surplus positions are errors. */
export function bindArguments(
  owner: Node,
  label: string,
  parameters: readonly string[],
  args: readonly Node[],
  compile: (node: Node) => Evaluate,
  compilation: Compilation,
): EvaluateArguments {
  const { positional, named } = split(args);
  if (positional.length > parameters.length) {
    const most = parameters.length === 0 ? 'no arguments' : `at most ${parameters.length}`;
    throw compilation.error(`${label} takes ${most}, not ${positional.length}`, owner);
  }
  const slots: (Evaluate | undefined)[] = parameters.map((_, index) => {
    const node = positional[index];
    return node === undefined ? undefined : compile(node);
  });
  for (const { name, value, node } of named) {
    const index = parameters.indexOf(name);
    if (index < 0) {
      throw compilation.error(
        `${label} has no argument \`${name}\``,
        node,
        suggestion(name, parameters),
      );
    }
    slots[index] = compile(value);
  }
  return (context) => slots.map((slot) => slot?.(context));
}

/** Every positional argument, for functions that take any number. */
export function listArguments(
  owner: Node,
  label: string,
  args: readonly Node[],
  compile: (node: Node) => Evaluate,
  compilation: Compilation,
): EvaluateArguments {
  const { positional, named } = split(args);
  if (named.length > 0) {
    throw compilation.error(`${label} takes no named arguments`, owner);
  }
  const slots = positional.map(compile);
  return (context) => slots.map((slot) => slot(context));
}

function split(args: readonly Node[]): Given {
  const last = args.at(-1);
  if (!(last instanceof nodes.KeywordArgs)) {
    return { positional: args, named: [] };
  }
  const named = last.children.map((pair) => ({
    name: pair.key instanceof nodes.Symbol ? pair.key.value : '',
    value: pair.value,
    node: pair,
  }));
  return { positional: args.slice(0, -1), named };
}
