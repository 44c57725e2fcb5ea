import {
  booleanArgument,
  requiredArgument,
  textArgument,
  type FunctionDefinition,
} from '../definition.js';
import { Failure } from '../errors.js';
import { hardened } from '../evaluation/compilation.js';
import type { Context } from '../evaluation/context.js';
import { evaluateDeep } from '../evaluation/deep.js';
import { PlainOutput } from '../evaluation/output.js';

export const RENDERING_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  render: {
    parameters: ['toRender', 'recursive'],
    call: ([value, recursive], context) =>
      renderValue(value, booleanArgument(recursive, 'recursive', true), context),
  },
  renderOnce: {
    parameters: ['toRender'],
    call: ([value], context) => renderValue(value, false, context),
  },
  block: {
    parameters: ['name'],
    call: ([name], context) => block(textArgument(name, 'name'), context),
  },
};

function renderValue(value: unknown, recursive: boolean, context: Context): unknown {
  if (context.options.recursive === true) {
    throw new Failure(
      '`render` does not exist here: the server renders every expression recursively',
    );
  }
  if (value === null) {
    return null;
  }
  requiredArgument(value, 'toRender');
  const inner = context.derive({ variables: context.asVariables() });
  const renderText = (text: string): string =>
    recursive ? context.renderer.repeatedly(text, inner) : context.renderer.once(text, inner);
  return context.budget.nested(() => {
    try {
      return evaluateDeep(value, renderText, context.budget);
    } catch (thrown) {
      // "Undefined" inside is a failure of `render()`, which `??` around it does not catch (expressions.md §4).
      throw hardened(thrown);
    }
  });
}

function block(name: string, context: Context): string {
  const emit = context.template?.blocks.get(name);
  if (emit === undefined) {
    throw new Failure(`The block \`${name}\` does not exist`);
  }
  const output = new PlainOutput();
  context.budget.nested(() => emit(context, output));
  return output.result;
}
