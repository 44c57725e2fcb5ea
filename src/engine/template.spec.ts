import { describe, expect, test } from '@jest/globals';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { simulate } from '../testing/simulation.js';
import { parentsOf, taskRunsOf } from './view.js';

describe('Template', () => {
  test('runs the tasks that were put into it and shows them its args', () => {
    const template = aFlowable('Template', 'shared', {
      namespace: 'team',
      templateId: 'common',
      args: { name: 'value' },
      tasks: [aTask('inside')],
    });
    const { states, view } = simulate(aFlow({ tasks: [template] }));
    expect(states).toEqual(['shared=SUCCESS', 'inside=SUCCESS']);
    const [, inside] = taskRunsOf(view);
    expect(parentsOf(view, inside?.id ?? '')).toEqual([{ outputs: { args: { name: 'value' } } }]);
  });

  test.each([
    [{}, "Can't find flow template 'team.common': templates are switched off"],
    [{ problem: 'It contains itself' }, 'It contains itself'],
  ])('that nothing was put into is FAILED: %j', (properties, message) => {
    const place = { namespace: 'team', templateId: 'common' };
    const flow = aFlow({ tasks: [aFlowable('Template', 'shared', { ...place, ...properties })] });
    const { states, commands } = simulate(flow);
    expect(states).toEqual(['shared=FAILED']);
    expect(commands).toContainEqual(
      expect.objectContaining({ kind: 'AppendLog', message: expect.stringContaining(message) }),
    );
  });
});
