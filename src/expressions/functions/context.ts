import { requiredArgument, type FunctionDefinition } from '../definition.js';
import { writeDate, targetZone } from '../dates/input.js';
import { Failure } from '../errors.js';
import { access } from '../evaluation/access.js';
import type { Context } from '../evaluation/context.js';
import { isList, mapOf } from '../values/data.js';

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

/** Walks a task's outputs by the values of all parents, outermost first, then by the task run's own value. */
function currentEachOutput(outputs: unknown, context: Context): unknown {
  const parents = context.lookup('parents');
  const outermostFirst = isList(parents) ? [...parents].reverse() : [];
  const values = [...outermostFirst.map((parent) => access(access(parent, 'taskrun'), 'value'))];
  values.push(access(context.lookup('taskrun'), 'value'));
  return values
    .filter((value) => value !== undefined && value !== null)
    .reduce((current: unknown, value) => {
      const next = access(current, value);
      if (next === undefined) {
        throw new Failure(`There is no output for the value \`${String(value)}\``);
      }
      return next;
    }, outputs);
}
