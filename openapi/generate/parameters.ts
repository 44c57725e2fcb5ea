import type { Parameter } from './handler.js';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const date = { type: 'string', format: 'date-time' };

const query = (name: string, schema: Parameter['schema'], description: string): Parameter => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

/**
 * Query parameters that handlers read by name instead of through a class: the filters, and the ones that filtered
 * before there were filters.
 */
export const PARAMETERS: Readonly<Record<string, readonly Parameter[]>> = {
  filters: [
    {
      name: 'filters',
      in: 'query',
      required: false,
      description:
        '`filters[field][OPERATION]=value`; once there is one, the filter parameters beside it are ignored.',
      style: 'deepObject',
      explode: true,
      schema: { type: 'object', additionalProperties: true },
    },
  ],
  q: [query('q', text, 'Words that must all occur.')],
  scope: [query('scope', texts, 'USER, SYSTEM, or both.')],
  namespace: [query('namespace', text, 'The namespace or any below it.')],
  flowId: [query('flowId', text, 'Id of the flow.')],
  triggerId: [query('triggerId', text, 'Id of the trigger.')],
  workerId: [query('workerId', text, 'Evaluated by this worker.')],
  taskId: [query('taskId', text, 'Id of the task.')],
  taskRunId: [query('taskRunId', text, 'Id of the task run.')],
  attempt: [query('attempt', { type: 'integer' }, 'Number of the attempt.')],
  minLevel: [
    query('minLevel', { $ref: '#/components/schemas/LogLevel' }, 'This level and those above.'),
  ],
  kind: [query('kind', text, 'NORMAL, TEST, PLAYGROUND or LOOP.')],
  state: [
    query(
      'state',
      { type: 'array', items: { $ref: '#/components/schemas/StateType' } },
      'Any of these states.',
    ),
  ],
  labels: [query('labels', texts, '`key:value`; all of them.')],
  interval: [
    query('startDate', date, 'Not before.'),
    query('endDate', date, 'Not after.'),
    query('timeRange', { type: 'string', format: 'duration' }, 'Counted back from now.'),
  ],
  triggerExecutionId: [query('triggerExecutionId', text, 'Started by this execution.')],
  childFilter: [
    query(
      'childFilter',
      { type: 'string', enum: ['CHILD', 'MAIN'] },
      'Started by another execution or not.',
    ),
  ],
  dateFilter: [
    query('dateFilter', text, 'The date that startDate and endDate speak of, such as START_DATE.'),
  ],
  field: [{ ...query('field', text, 'The field whose values are wanted.'), required: true }],
  limit: [query('size', { type: 'integer', default: 100 }, 'How many at most.')],
  revisions: [
    {
      ...query('revisions', { type: 'array', items: { type: 'integer' } }, 'Revisions.'),
      required: true,
    },
  ],
  paging: [
    query('page', { type: 'integer', minimum: 1 }, 'Counted from 1.'),
    query('size', { type: 'integer', minimum: 1 }, 'Results on a page.'),
  ],
};
