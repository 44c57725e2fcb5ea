import type { Command, Effect, ExecutionEvent, Question } from '../../engine/index.js';

export function isQuestion(command: Command): command is Question {
  return (
    command.kind === 'EvaluateExpressions' ||
    command.kind === 'EvaluateListeners' ||
    command.kind === 'ResolveFlowOutputs' ||
    command.kind === 'AskConcurrencySlot' ||
    command.kind === 'Proceed'
  );
}

export function isEffect(command: Command): command is Effect {
  return !isQuestion(command);
}

/** An answer is there at once, or later when something has to be read. */
export type Answer = ExecutionEvent | Promise<ExecutionEvent>;

/** All of the values once the last of them is there. */
export function allOf<T>(values: readonly (T | Promise<T>)[]): Promise<T[]> {
  return Promise.all(values.map((value) => Promise.resolve(value)));
}

export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return value instanceof Promise;
}
