import { describe, expect, test } from '@jest/globals';
import { aFlow, anExecution } from '../../testing/builders.js';
import { type FilterDeclaration, passesFilter } from './filters.js';

const execution = anExecution(aFlow({ namespace: 'company.team', id: 'load' }));
const rendered: Record<string, unknown> = { yes: 'true', no: '0', nothing: null };
const renderer = {
  render: (template: string) => String(rendered[template]),
  renderTyped: (template: string) => rendered[template],
  renderDeep: (value: unknown) => value,
};
const passes = (filter: FilterDeclaration): Promise<boolean> =>
  passesFilter(filter, execution, renderer);

describe('a filter of preconditions', () => {
  test.each([
    [{ field: 'FLOW_ID', type: 'EQUAL_TO', value: 'load' }, true],
    [{ field: 'FLOW_ID', type: 'NOT_EQUAL_TO', value: 'load' }, false],
    [{ field: 'FLOW_ID', type: 'IN', values: ['a', 'load'] }, true],
    [{ field: 'FLOW_ID', type: 'NOT_IN', values: ['a', 'load'] }, false],
    [{ field: 'NAMESPACE', type: 'STARTS_WITH', value: 'company' }, true],
    [{ field: 'NAMESPACE', type: 'ENDS_WITH', value: 'company' }, false],
    [{ field: 'NAMESPACE', type: 'CONTAINS', value: 'y.t' }, true],
    [{ field: 'NAMESPACE', type: 'REGEX', value: 'company' }, false],
    [{ field: 'NAMESPACE', type: 'REGEX', value: 'company\\..*' }, true],
    [{ field: 'STATE', type: 'EQUAL_TO', value: 'CREATED' }, true],
    [{ field: 'EXPRESSION', type: 'IS_TRUE', value: 'yes' }, true],
    [{ field: 'EXPRESSION', type: 'IS_FALSE', value: 'no' }, true],
    [{ field: 'EXPRESSION', type: 'IS_NULL', value: 'nothing' }, true],
    [{ field: 'EXPRESSION', type: 'IS_NOT_NULL', value: 'nothing' }, false],
  ])('%j gives %s', async (filter, expected) => {
    expect(await passes(filter)).toBe(expected);
  });

  test('an unknown field or comparison cannot be decided', async () => {
    await expect(passes({ field: 'COLOUR', type: 'EQUAL_TO' })).rejects.toThrow('is no field');
    await expect(passes({ field: 'STATE', type: 'LIKE' })).rejects.toThrow('is no filter');
  });
});
