import {
  integerArgument,
  optionalText,
  requiredArgument,
  type FunctionDefinition,
} from '../definition.js';
import { writeDate, targetZone } from '../dates/input.js';
import { Failure } from '../errors.js';
import { access } from '../evaluation/access.js';
import type { Context } from '../evaluation/context.js';
import { isList, isMap, mapOf } from '../values/data.js';

const printContext: FunctionDefinition = {
  parameters: [],
  call: (_, context) => wholeContext(context),
};

/** Functions that look at the variables or the clock of the rendering. */
export const CONTEXT_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  printContext,
  fetchContext: printContext,
  now: {
    parameters: ['format', 'timeZone', 'existingFormat', 'locale'],
    call: ([format, timeZone, existingFormat, locale], context) => {
      const milliseconds = context.session.call(() =>
        (context.options.now ?? Date.now)(),
      ) as number;
      const epochSeconds = Math.floor(milliseconds / 1_000);
      const nano = Math.floor((milliseconds - epochSeconds * 1_000) * 1e6);
      const zone = targetZone(timeZone, context);
      return writeDate(
        { epochSeconds, nano, zone },
        { format, timeZone, existingFormat, locale },
        context,
      );
    },
  },
  currentEachOutput: {
    parameters: ['outputs'],
    call: ([outputs], context) => currentEachOutput(requiredArgument(outputs, 'outputs'), context),
  },
  iterationOutput: {
    parameters: ['taskId', 'iteration'],
    call: ([taskId, iteration], context) => iterationOutput(taskId, iteration, context),
  },
  parentOutput: {
    parameters: ['index'],
    call: ([index], context) => parentOutput(index, context),
  },
  loopOutputs: {
    parameters: ['outputs', 'name'],
    call: ([outputs, name]) =>
      loopOutputs(requiredArgument(outputs, 'outputs'), requiredArgument(name, 'name')),
  },
};

function wholeContext(context: Context): Record<string, unknown> {
  return mapOf([...context.variables.keys()].map((name) => [name, context.variables.get(name)]));
}

/** One output of all iterations of a Loop, in order; iterations without it are left out. */
function loopOutputs(iterations: unknown, name: unknown): unknown[] {
  if (!isList(iterations)) {
    throw new Failure('loopOutputs() needs the `outputs` of a Loop task');
  }
  return [...iterations]
    .map((iteration) => access(access(iteration, 'outputs'), name))
    .filter((value) => value !== undefined);
}

/**
 * The output `value` of a task, default this one, in an iteration of the loop around it, default the one before. Null
 * where the task has no output yet.
 */
function iterationOutput(taskId: unknown, iteration: unknown, context: Context): unknown {
  const current = access(context.lookup('taskrun'), 'iteration');
  if (typeof current !== 'number') {
    throw new Failure('iterationOutput() is only for tasks that run in iterations');
  }
  const index =
    iteration === undefined || iteration === null
      ? current - 1
      : integerArgument(iteration, 'iteration');
  const id = optionalText(taskId, 'taskId') ?? access(context.lookup('task'), 'id');
  const outputs = valuesOfParents(context).reduce(access, access(context.lookup('outputs'), id));
  if (!isMap(outputs)) {
    return null;
  }
  const values = Object.values(outputs);
  if (index < 0 || index >= values.length) {
    throw new Failure(`There is no iteration ${index}: ${values.length} have outputs, from 0 on`);
  }
  return access(values[index], 'value') ?? null;
}

/** The outputs of the parent, or of one of its ancestors, the outermost being 0. */
function parentOutput(index: unknown, context: Context): unknown {
  const ancestors = parentsOutermostFirst(context);
  const position =
    index === undefined || index === null ? ancestors.length - 1 : integerArgument(index, 'index');
  const parent = ancestors[position];
  if (parent === undefined) {
    throw new Failure(
      `There is no parent ${Math.max(position, 0)}: the task has ${ancestors.length}`,
    );
  }
  return access(parent, 'outputs') ?? null;
}

function parentsOutermostFirst(context: Context): unknown[] {
  const parents = context.lookup('parents');
  return isList(parents) ? [...parents].reverse() : [];
}

/** Of those that have one, outermost first. */
function valuesOfParents(context: Context): unknown[] {
  return parentsOutermostFirst(context)
    .map((parent) => access(access(parent, 'taskrun'), 'value'))
    .filter((value) => value !== undefined && value !== null);
}

/** Walks a task's outputs by the values of all parents, outermost first, then by the task run's own value. */
function currentEachOutput(outputs: unknown, context: Context): unknown {
  return [...valuesOfParents(context), access(context.lookup('taskrun'), 'value')]
    .filter((value) => value !== undefined && value !== null)
    .reduce((current: unknown, value) => {
      const next = access(current, value);
      if (next === undefined) {
        throw new Failure(`There is no output for the value \`${String(value)}\``);
      }
      return next;
    }, outputs);
}
