import { describe, expect, test } from '@jest/globals';
import { renderDeep, render, variablesOf } from '../expressions/index.js';
import type { Execution } from '../model/execution.js';
import { newState, withState } from '../model/state.js';
import type { TaskRun } from '../model/task-run.js';
import { aFlow, anExecution, aTaskRun } from '../testing/fake-run-context.js';
import type { ConditionContext } from './api/condition.js';
import { conditionsHold } from './test-conditions.js';

const AT = '2026-11-22T10:00:00.000Z';

interface Situation {
  readonly date?: string;
  readonly execution?: Partial<Execution>;
  readonly taskRuns?: readonly TaskRun[];
}

function holds(
  type: string,
  properties: Record<string, unknown>,
  situation: Situation = {},
): Promise<boolean> {
  const roots = { trigger: { date: situation.date ?? AT }, vars: { zero: '0' } };
  const options = (extra?: object) => ({ variables: variablesOf({ ...roots, ...extra }) });
  const ctx: ConditionContext = {
    flow: aFlow({ namespace: 'company.team', id: 'flow' }),
    render: (template, extra) => render(template, options(extra)),
    renderDeep: (value, extra) => renderDeep(value, options(extra)),
    ...(situation.execution && { execution: anExecution(situation.execution) }),
    ...(situation.taskRuns && { taskRuns: situation.taskRuns }),
  };
  return conditionsHold([{ type: `io.kestra.plugin.core.condition.${type}`, ...properties }], ctx);
}

describe('conditions about a date', () => {
  test.each([
    ['DateTimeBetween', { after: '2026-11-22T09:00:00Z' }, AT, true],
    ['DateTimeBetween', { after: AT }, AT, false],
    [
      'DateTimeBetween',
      { after: '2026-11-22T11:30:00+02:00', before: '2026-11-22T11:30:00+01:00' },
      AT,
      true,
    ],
    ['DayWeek', { dayOfWeek: 'SUNDAY' }, AT, true],
    ['DayWeek', { dayOfWeek: 'sunday' }, AT, true],
    ['DayWeek', { dayOfWeek: 'MONDAY' }, '2026-11-23T00:30:00+02:00', true],
    ['Weekend', {}, '2026-11-21', true],
    ['Weekend', {}, '2026-11-20', false],
    ['Weekend', { date: '{{ "2026-11-21" }}' }, '2026-11-20', true],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'FIRST' }, '2026-11-02', true],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'FIRST' }, '2026-11-09', false],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'LAST' }, '2026-11-30', true],
    ['DayWeekInMonth', { dayOfWeek: 'MONDAY', dayInMonth: 'FOURTH' }, '2026-11-30', false],
    ['TimeBetween', { after: '09:00:00Z', before: '11:00:00Z' }, AT, true],
    ['TimeBetween', { after: '11:30:00+02:00' }, AT, true],
    ['TimeBetween', { after: '12:30:00+02:00' }, AT, false],
    ['PublicHoliday', { country: 'FR' }, '2026-07-14', true],
    ['PublicHoliday', { country: 'FR' }, '2026-07-15', false],
    ['PublicHoliday', { country: 'DE', subDivision: 'DE-BY' }, '2026-01-06', true],
    ['PublicHoliday', { country: 'DE', subDivision: 'DE-BE' }, '2026-01-06', false],
  ])('%s %j on %s: %s', async (type, properties, date, expected) => {
    expect(await holds(type, properties, { date })).toBe(expected);
  });

  test('cannot be decided without a bound, a date or a calendar', async () => {
    await expect(holds('DateTimeBetween', {})).rejects.toThrow('needs `after` or `before`');
    await expect(holds('Weekend', {}, { date: 'tomorrow' })).rejects.toThrow(
      'must be an ISO-8601 date',
    );
    await expect(holds('PublicHoliday', { country: 'XX' })).rejects.toThrow('no calendar');
  });
});

describe('conditions about conditions and expressions', () => {
  const expression = (text: string) => ({
    type: 'io.kestra.plugin.core.condition.Expression',
    expression: text,
  });

  test.each([
    ['{{ vars.zero }}', true],
    ['{{ false }}', false],
    [' {{ "" }} ', false],
  ])('the expression %j: %s', async (text, expected) => {
    expect(await holds('Expression', { expression: text })).toBe(expected);
  });

  test('Not is true when none holds, Or when one does', async () => {
    const both = [expression('true'), expression('false')];
    expect(await holds('Not', { conditions: both })).toBe(false);
    expect(await holds('Not', { conditions: [expression('false')] })).toBe(true);
    expect(await holds('Or', { conditions: both })).toBe(true);
    expect(await holds('OrCondition', { conditions: [expression('false')] })).toBe(false);
  });
});

describe('conditions about an execution', () => {
  const execution: Partial<Execution> = {
    namespace: 'company.data',
    flowId: 'load',
    state: newState(AT, 'WARNING'),
    labels: [{ key: 'env', value: 'prod' }],
    outputs: { rows: 3 },
  };

  test.each([
    ['ExecutionFlow', { namespace: 'company.data', flowId: 'load' }, true],
    ['ExecutionFlow', { namespace: 'company.data', flowId: 'other' }, false],
    ['ExecutionNamespace', { namespace: 'company' }, false],
    ['ExecutionNamespace', { namespace: 'company', prefix: true }, true],
    ['ExecutionNamespace', { namespace: 'data', comparison: 'SUFFIX' }, true],
    ['ExecutionStatus', { in: ['WARNING', 'FAILED'] }, true],
    ['ExecutionStatus', { notIn: ['WARNING'] }, false],
    ['ExecutionLabels', { labels: { env: 'prod' } }, true],
    ['ExecutionLabels', { labels: [{ key: 'env', value: 'test' }] }, false],
    ['ExecutionOutputs', { expression: '{{ trigger.outputs.rows == 3 }}' }, true],
    ['FlowCondition', { namespace: 'company.team', flowId: 'flow' }, true],
    ['FlowNamespaceCondition', { namespace: 'company', prefix: true }, true],
  ])('%s %j: %s', async (type, properties, expected) => {
    expect(await holds(type, properties, { execution })).toBe(expected);
  });

  test('without outputs no expression about them holds', async () => {
    expect(await holds('ExecutionOutputs', { expression: 'true' }, { execution: {} })).toBe(false);
  });

  test('HasRetryAttempt wants a task run that was tried twice', async () => {
    const failed = { state: withState(newState(AT), 'FAILED', AT) };
    const twice = [aTaskRun('a', { attempts: [failed, failed] })];
    const once = [aTaskRun('a', { attempts: [failed] })];
    expect(await holds('HasRetryAttempt', { in: ['FAILED'] }, { execution, taskRuns: twice })).toBe(
      true,
    );
    expect(
      await holds('HasRetryAttempt', { in: ['SUCCESS'] }, { execution, taskRuns: twice }),
    ).toBe(false);
    expect(await holds('HasRetryAttempt', {}, { execution, taskRuns: once })).toBe(false);
  });

  test('cannot be decided where there is none', async () => {
    await expect(holds('ExecutionStatus', { in: ['FAILED'] })).rejects.toThrow(
      'needs an execution',
    );
  });
});
