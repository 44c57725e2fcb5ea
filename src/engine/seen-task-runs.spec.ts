import { describe, expect, test } from '@jest/globals';
import { aFlow, aFlowable, anExecution, aTask } from '../testing/builders.js';
import { simulate } from '../testing/simulation.js';
import { newState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { LiveTree } from './live-tree.js';
import { outputsSeenBy } from './loop-scope.js';
import { outputsSeenAt, type SeenKeys, type SeenTaskRun, statesSeenAt } from './seen-task-runs.js';
import { type ExecutionView, findTaskRun, openView, taskRunsOf, taskStatesOf } from './view.js';

const MOST = 50;
const outcome = ({ id, taskId, value }: TaskRun) => ({
  state: 'SUCCESS' as const,
  outputs: { of: `${taskId} ${value ?? ''} ${id}` },
});
const flow = aFlow({
  tasks: [
    aTask('before'),
    aFlowable('ForEach', 'outer', {
      values: ['a', 'b'],
      concurrencyLimit: 0,
      tasks: [
        aFlowable('ForEach', 'inner', {
          values: ['1', '2', '3'],
          concurrencyLimit: 0,
          tasks: [aTask('deep'), aFlowable('Sequential', 'box', { tasks: [aTask('boxed')] })],
        }),
        aTask('plain'),
      ],
    }),
    aFlowable('Loop', 'loop', {
      values: ['x', 'x'],
      tasks: [aTask('work'), aTask('more')],
    }),
    aTask('after'),
  ],
});
const { view } = simulate(flow, { outcome });

function runOf(taskId: string, ...path: string[]): TaskRun {
  const entry = [...view.entries.values()].find(
    (one) => one.run.taskId === taskId && one.path.slice(1).join() === path.join(),
  );
  return entry?.run ?? taskRunsOf(view)[0]!;
}

/** What a worker sees that reads only these task runs. */
function treeOf(of: ExecutionView, seen: readonly SeenTaskRun[] | undefined): unknown {
  const tree = new LiveTree();
  seen?.forEach(({ id, path }) => tree.set(path, findTaskRun(of, id)?.outputs));
  return tree.root;
}

describe('task runs that an expression sees', () => {
  test.each<[string, SeenKeys, readonly string[]]>([
    ['before', [], ['before']],
    ['before', ['of'], ['before']],
    ['plain', ['a'], ['plain a']],
    ['plain', ['c'], []],
    ['plain', [], ['plain a', 'plain b']],
    ['deep', ['a', '2', 'of'], ['deep a 2']],
    ['deep', [undefined, '2'], ['deep a 2', 'deep b 2']],
    ['deep', ['b'], ['deep b 1', 'deep b 2', 'deep b 3']],
    ['boxed', ['b', '3'], ['boxed b 3']],
    ['after', [], ['after']],
  ])('%s with the keys %j', (taskId, keys, expected) => {
    const seen = outputsSeenAt(view, runOf('before').id, taskId, keys, MOST);
    expect(seen?.map(({ path }) => path.join(' '))).toEqual(expected);
    expect(statesSeenAt(view, taskId, keys, MOST)).toEqual(seen);
  });

  test('an iteration of a Loop sees its own outputs under plain ids, and those alone', () => {
    const seer = taskRunsOf(view).filter(({ taskId }) => taskId === 'more')[1]!;
    const seen = outputsSeenAt(view, seer.id, 'work', ['of'], MOST);
    expect(treeOf(view, seen)).toEqual({ work: outputsSeenBy(view, seer.id)['work'] });
    expect(statesSeenAt(view, 'work', [], MOST)).toHaveLength(2);
  });

  test('found task runs give the tree that all of them would give', () => {
    const seer = runOf('deep', 'a', '2').id;
    for (const taskId of ['before', 'plain', 'deep', 'boxed', 'work', 'loop', 'after']) {
      const seen = outputsSeenAt(view, seer, taskId, [], MOST);
      const { [taskId]: whole } = outputsSeenBy(view, seer);
      expect(treeOf(view, seen)).toEqual({ [taskId]: whole });
      const states = new LiveTree();
      statesSeenAt(view, taskId, [], MOST)?.forEach(({ id, path }) =>
        states.set(path, { state: findTaskRun(view, id)?.state.current }),
      );
      expect(states.root).toEqual({ [taskId]: taskStatesOf(view)[taskId] });
    }
  });

  test('children of a WorkingDirectory are found although their task runs are made by the worker', () => {
    const directory = aTask('directory', { tasks: [aTask('child')] });
    const within = aFlow({ tasks: [directory] });
    const common = { executionId: 'e', namespace: 'dev', flowId: 'f', state: newState('') };
    const runs: TaskRun[] = [
      { id: 'd', taskId: 'directory', ...common },
      { id: 'c', taskId: 'child', parentTaskRunId: 'd', dynamic: true, ...common },
    ];
    const opened = openView(within, anExecution(within), runs);
    expect(outputsSeenAt(opened, 'd', 'child', ['of'], MOST)).toEqual([
      { id: 'c', path: ['child'] },
    ]);
  });

  test('are not told when there are too many of them, or when the task is not in the flow', () => {
    expect(outputsSeenAt(view, '', 'deep', [], 5)).toBeUndefined();
    expect(outputsSeenAt(view, '', 'deep', ['a'], 5)).toHaveLength(3);
    expect(outputsSeenAt(view, '', 'unknown', [], MOST)).toBeUndefined();
  });
});
