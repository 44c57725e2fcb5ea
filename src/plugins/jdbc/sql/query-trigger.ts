import type { PollingTrigger, TriggerFiring } from '../../api/polling-trigger.js';
import { Property } from '../../api/property.js';
import type { FetchType } from './fetch.js';
import { FETCH_TYPES } from './fetch.js';
import type { JdbcClass, JdbcContext, JdbcDatabase } from './jdbc-base.js';
import { runQuery } from './query.js';
import { withSqlProperties } from './sql-properties.js';

/** The trigger type of a database: starts an execution when the query gives rows. */
export function queryTriggerOf(base: JdbcClass): new () => JdbcDatabase & PollingTrigger {
  class QueryTrigger extends withSqlProperties(base) implements PollingTrigger {
    @Property('duration', { description: 'Between two queries.' })
    interval = 60_000;

    @Property('string', {
      description:
        'What the execution gets of the rows, as `trigger.rows`, `trigger.row` or `trigger.uri`.',
      values: FETCH_TYPES,
    })
    fetchType: FetchType = 'FETCH';

    async poll(ctx: JdbcContext): Promise<TriggerFiring | undefined> {
      const fetched = await runQuery(this, ctx, this.fetchMode());
      return (fetched.size ?? 0) > 0 ? { variables: { ...fetched } } : undefined;
    }
  }
  return QueryTrigger;
}
