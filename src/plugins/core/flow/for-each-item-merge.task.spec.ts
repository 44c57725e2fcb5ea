import { describe, expect, test } from '@jest/globals';
import type { ExecutionsPort } from '../../api/run-context.js';
import { fakeServices, runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const MERGE = { type: 'io.kestra.plugin.core.flow.ForEachItem$ForEachItemMergeOutputs' };

describe('the merge of a ForEachItem', () => {
  test('writes the outputs of the children of the task run that the URI ends with', async () => {
    const storage = new MemoryFiles();
    const asked: string[][] = [];
    const subflowOutputs: ExecutionsPort['subflowOutputs'] = async function* (...ids) {
      asked.push(ids);
      yield* [{ value: 'one' }, { value: 2 }];
    };
    const executions = Object.assign(Object.create(fakeServices().executions), { subflowOutputs });
    const { output } = await runTask({
      task: { ...MERGE, subflowOutputsBaseUri: 'kestra:///a/tasks/each-items/run-of-items' },
      services: { storage, executions },
    });
    expect(asked).toEqual([['execution', 'run-of-items']]);
    const uri = output.outputs?.['subflowOutputs'] as string;
    expect(storage.text(uri)).toBe('{value:"one"}\n{value:2}\n');
  });

  test('has no outputs when nobody waited for children', async () => {
    expect((await runTask({ task: MERGE })).output).toEqual({});
  });
});
