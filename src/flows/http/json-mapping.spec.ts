import { expect, test } from '@jest/globals';
import { mappingError } from './json-mapping.js';

const LOG = 'io.kestra.plugin.core.log.Log';
const AT_FIRST_TASK = 'io.kestra.core.models.flows.Flow["tasks"] > java.util.ArrayList[0]';

test('an unknown type is told twice at the place where the plugin stands', () => {
  const json = JSON.stringify({ tasks: [{ id: 't', type: 'none' }] });
  const error = mappingError([{ path: 'tasks[0].type', message: 'Invalid type: none' }], json);
  expect(error?.message).toBe('Invalid type: none');
  expect(error?.errors.map(({ path }) => path)).toEqual([AT_FIRST_TASK, AT_FIRST_TASK]);
});

test('a text that is none of the allowed ones is told with the class of its owner', () => {
  const json = JSON.stringify({ tasks: [{ id: 't', type: LOG, message: 'm', level: 'WRONG' }] });
  const error = mappingError([{ path: 'tasks[0].level', message: 'must be one of' }], json);
  expect(error?.errors).toEqual([
    {
      path: `${AT_FIRST_TASK} > ${LOG}["level"]`,
      message: expect.stringContaining(
        'Cannot deserialize value of type `org.slf4j.event.Level` from String "WRONG"',
      ),
    },
  ]);
});

test.each([
  ['tasks', 'must not be empty', {}],
  ['tasks[0].message', 'must not be null', { tasks: [{ type: LOG }] }],
  ['tasks[9].level', 'must be one of', { tasks: [] }],
  ['id', 'must match', 5],
  ['', 'nothing', null],
])('%s: %s is no matter of mapping', (path, message, document) => {
  expect(mappingError([{ path, message }], JSON.stringify(document))).toBeUndefined();
});
