import { expect, test } from '@jest/globals';
import { INPUT_TYPES } from '../../model/input.js';
import { inputDocumentation } from './input-documentation.js';

test.each(INPUT_TYPES)('every member of a %s is explained', (type) => {
  const { schema, markdown } = inputDocumentation(type);
  const properties = schema.properties['properties'] as Record<string, { title?: string }>;
  expect(Object.entries(properties).filter(([, { title }]) => title === undefined)).toEqual([]);
  expect(markdown).toContain(`type: ${type}`);
});

test('the bounds of a number are numbers, those of a duration texts', () => {
  const bound = (type: 'INT' | 'DURATION'): unknown =>
    (inputDocumentation(type).schema.properties['properties'] as Record<string, unknown>)['min'];
  expect(bound('INT')).toMatchObject({ type: 'integer' });
  expect(bound('DURATION')).toMatchObject({ type: 'string', format: 'duration' });
});

test('what has to be given is told', () => {
  expect(inputDocumentation('ARRAY').schema.properties['required']).toEqual([
    'id',
    'type',
    'itemType',
  ]);
});
