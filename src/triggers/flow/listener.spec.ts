import { describe, expect, test } from '@jest/globals';
import type { TriggerDefinition } from '../../model/flow.js';
import { aFlow, anExecution } from '../../testing/builders.js';
import { FLOW_TRIGGER, type Listener, listenersOf } from './listener.js';

const hearing = (trigger: Partial<TriggerDefinition>): Listener => {
  const flow = aFlow({ id: 'listener', triggers: [{ id: 't', type: FLOW_TRIGGER, ...trigger }] });
  return listenersOf(flow)[0]!;
};
const up = anExecution(aFlow({ id: 'up' }));
const OF_UP = {
  type: 'io.kestra.plugin.core.condition.ExecutionFlow',
  namespace: 'dev',
  flowId: 'up',
};

describe('what a Flow trigger may hear', () => {
  test('is every end of every other flow when it demands nothing', () => {
    const listener = hearing({});
    expect(listener.mayHear(up, 'SUCCESS')).toBe(true);
    expect(listener.mayHear(up, 'RUNNING')).toBe(false);
    expect(listener.mayHear(anExecution(aFlow({ id: 'listener' })), 'SUCCESS')).toBe(false);
    expect(listener.flowKeys).toBeUndefined();
  });

  test('never is a creation', () => {
    expect(hearing({ states: ['CREATED', 'RUNNING'] }).mayHear(up, 'CREATED')).toBe(false);
  });

  test('follows from conditions that are literal, not from those that are expressions', () => {
    const literal = hearing({ conditions: [OF_UP] });
    expect(literal.flowKeys).toEqual(['dev/up']);
    expect(literal.mayHear(up, 'SUCCESS')).toBe(true);
    expect(literal.mayHear(anExecution(aFlow({ id: 'other' })), 'SUCCESS')).toBe(false);
    const dynamic = hearing({ conditions: [{ ...OF_UP, flowId: '{{ vars.up }}' }] });
    expect(dynamic.flowKeys).toBeUndefined();
    expect(dynamic.mayHear(anExecution(aFlow({ id: 'other' })), 'SUCCESS')).toBe(true);
    const failed = hearing({
      conditions: [{ type: 'io.kestra.plugin.core.condition.ExecutionStatus', in: ['FAILED'] }],
    });
    expect([failed.mayHear(up, 'SUCCESS'), failed.mayHear(up, 'FAILED')]).toEqual([false, true]);
  });

  test('is the flows that preconditions name, unless one of them may be met by any', () => {
    const flows = [
      { namespace: 'dev', flowId: 'a' },
      { namespace: 'dev', flowId: 'b' },
    ];
    expect(hearing({ preconditions: { id: 'p', flows } }).flowKeys).toEqual(['dev/a', 'dev/b']);
    expect(
      hearing({ preconditions: { id: 'p', flows: [...flows, { namespace: 'dev' }] } }).flowKeys,
    ).toBeUndefined();
    expect(hearing({ dependsOn: flows }).flowKeys).toEqual(['dev/a', 'dev/b']);
  });

  test('is nothing when the flow or the trigger is disabled', () => {
    expect(
      listenersOf(aFlow({ triggers: [{ id: 't', type: FLOW_TRIGGER, disabled: true }] })),
    ).toEqual([]);
    expect(
      listenersOf(aFlow({ disabled: true, triggers: [{ id: 't', type: FLOW_TRIGGER }] })),
    ).toEqual([]);
  });
});
