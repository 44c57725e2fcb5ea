import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import type { Label } from '../../model/label.js';
import { TERMINATED_STATES } from '../../model/state.js';
import { Database } from '../../platform/database/database.js';
import { textList } from '../../platform/database/text-list.js';
import { clientOf } from '../../platform/database/transaction.js';
import type { Tx } from '../../platform/database/transaction.js';

/** One stored revision. Revisions never change once written. */
export interface FlowRevision {
  readonly namespace: string;
  readonly id: string;
  readonly revision: number;
  readonly source: string;
  readonly deleted: boolean;
  readonly disabled: boolean;
  readonly labels: readonly Label[];
  readonly updatedAt: string;
}

export type NewRevision = Omit<FlowRevision, 'updatedAt'>;

/** Neither the latest revision nor one by which an execution goes on. */
const DISPENSABLE = `not f.latest and not exists (
  select from executions e where e.namespace = f.namespace and e.flow_id = f.id and e.flow_revision = f.revision
    and e.state not in ${textList(TERMINATED_STATES)})`;
const COLUMNS = `namespace, id, revision, source, deleted, disabled, labels, updated_at as "updatedAt"`;

@Injectable()
export class FlowRepository {
  constructor(private readonly database: Database) {}

  /** Writers of the same flow come one after another, also when there is no row yet that could be locked. */
  lock(tx: Tx, namespace: string, id: string): Promise<unknown> {
    return clientOf(tx).query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `flow ${namespace}/${id}`,
    ]);
  }

  /** The newest revision, which may say that the flow is deleted. */
  async latest(namespace: string, id: string, tx?: Tx): Promise<FlowRevision | undefined> {
    const { rows } = await this.client(tx).query<FlowRevision>({
      name: 'flow-latest',
      text: `select ${COLUMNS} from flows where namespace = $1 and id = $2 and latest`,
      values: [namespace, id],
    });
    return rows[0];
  }

  async revision(
    namespace: string,
    id: string,
    revision: number,
  ): Promise<FlowRevision | undefined> {
    const { rows } = await this.database.pool.query<FlowRevision>({
      name: 'flow-revision',
      text: `select ${COLUMNS} from flows where namespace = $1 and id = $2 and revision = $3`,
      values: [namespace, id, revision],
    });
    return rows[0];
  }

  async revisions(namespace: string, id: string): Promise<FlowRevision[]> {
    const { rows } = await this.database.pool.query<FlowRevision>(
      `select ${COLUMNS} from flows where namespace = $1 and id = $2 order by revision`,
      [namespace, id],
    );
    return rows;
  }

  /** Old revisions only: the latest one and those by which executions run stay whatever is asked for. */
  async deleteRevisions(
    namespace: string,
    id: string,
    revisions: readonly number[],
  ): Promise<void> {
    await this.database.pool.query(
      `delete from flows f where namespace = $1 and id = $2 and revision = any($3::int[]) and ${DISPENSABLE}`,
      [namespace, id, revisions],
    );
  }

  /** Ids of the live flows of exactly that namespace, sorted. */
  async liveIds(namespace: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      'select id from flows where namespace = $1 and latest and not deleted order by id',
      [namespace],
    );
    return rows.map(({ id }) => id);
  }

  /** All but the newest `keep` revisions, of those the ones until `before`; gives how many went. */
  async purgeRevisions(
    namespace: string,
    ids: readonly string[],
    { keep, before }: { readonly keep: number; readonly before?: string },
  ): Promise<number> {
    const { rowCount } = await this.database.pool.query(
      `with ranked as (
         select id, revision, row_number() over (partition by id order by revision desc) as age
         from flows where namespace = $1 and id = any($2::text[]))
       delete from flows f using ranked
       where f.namespace = $1 and f.id = ranked.id and f.revision = ranked.revision and age > $3
         and ($4::timestamptz is null or updated_at <= $4) and ${DISPENSABLE}`,
      [namespace, ids, keep, before ?? null],
    );
    return rowCount ?? 0;
  }

  /** Makes `next` the latest revision; the caller holds the lock of the flow. */
  async append(tx: Tx, next: NewRevision): Promise<FlowRevision> {
    const client = clientOf(tx);
    await client.query(
      'update flows set latest = false where namespace = $1 and id = $2 and latest',
      [next.namespace, next.id],
    );
    const { rows } = await client.query<FlowRevision>(
      `insert into flows (namespace, id, revision, source, deleted, disabled, labels)
       values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
      [
        next.namespace,
        next.id,
        next.revision,
        next.source,
        next.deleted,
        next.disabled,
        JSON.stringify(next.labels),
      ],
    );
    return rows[0] as FlowRevision;
  }

  /** Heard by every process when the transaction commits. */
  async announce(tx: Tx, channel: string, payload: string): Promise<void> {
    await clientOf(tx).query('select pg_notify($1, $2)', [channel, payload]);
  }

  private client(tx: Tx | undefined): Pool | PoolClient {
    return tx === undefined ? this.database.pool : clientOf(tx);
  }
}
