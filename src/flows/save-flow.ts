import { Injectable } from '@nestjs/common';
import { InvalidEntityError, NotFoundError } from '../model/errors.js';
import type { Violation } from '../model/errors.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/transaction.js';
import { FlowDocuments } from './flow-documents.js';
import type { StoredFlow } from './flow-documents.js';
import { FLOWS_CHANNEL, FlowEvents } from './flow-events.js';
import type { FlowChange } from './flow-events.js';
import type { ParsedFlow } from './parse-flow.js';
import { sameSource } from './source-text.js';
import { FlowRepository } from './store/flow.repository.js';
import type { FlowRevision } from './store/flow.repository.js';

/** What a save is allowed to find: nothing, something, or either. */
export type Expectation = 'new' | 'existing' | 'any';

export interface SavedFlow extends StoredFlow {
  /** `unchanged`: no revision was written. */
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** Writes revisions of flows (engine.md §21.3). Concurrent saves of one flow come one after another. */
@Injectable()
export class SaveFlow {
  constructor(
    private readonly database: Database,
    private readonly flows: FlowRepository,
    private readonly documents: FlowDocuments,
    private readonly events: FlowEvents,
  ) {}

  /** @throws InvalidEntityError for a broken document and for a flow that exists already. */
  create(source: string): Promise<SavedFlow> {
    return this.save(source, this.documents.parse(source), 'new');
  }

  /** @throws InvalidEntityError for a broken document or another identity; NotFoundError without a live flow. */
  async update(namespace: string, id: string, source: string): Promise<SavedFlow> {
    const latest = await this.flows.latest(namespace, id);
    if (latest === undefined || latest.deleted) {
      throw new NotFoundError();
    }
    const parsed = this.documents.parse(source);
    const moved = identityViolations(parsed, namespace, id);
    if (moved.length > 0) {
      throw new InvalidEntityError([...moved, ...parsed.violations]);
    }
    return this.save(source, parsed, 'existing');
  }

  createOrUpdate(source: string): Promise<SavedFlow> {
    return this.save(source, this.documents.parse(source), 'any');
  }

  /** Several documents, all or none; what is to be removed goes first. Answers in the order given. */
  async saveAll(
    sources: readonly string[],
    remove: readonly FlowIdentity[] = [],
  ): Promise<BulkResult> {
    const documents = sources.map((source) => ({ source, parsed: this.documents.parse(source) }));
    const violations = documents.flatMap(({ parsed }) => parsed.violations);
    if (violations.length > 0) {
      throw new InvalidEntityError(violations);
    }
    const changes: FlowChange[] = [];
    const result = await this.database.transaction(async (tx) => {
      await this.lockAll(tx, [...remove, ...documents.flatMap(({ parsed }) => parsed.flow ?? [])]);
      const deleted: StoredFlow[] = [];
      for (const { namespace, id } of remove) {
        const row = await this.appendDeletion(tx, namespace, id, changes);
        deleted.push(...(row ? [this.documents.read(row)] : []));
      }
      const saved: SavedFlow[] = [];
      for (const { source, parsed } of documents) {
        saved.push(await this.append(tx, source, parsed, 'any', changes));
      }
      return { deleted, saved };
    });
    changes.forEach((change) => this.events.publish(change));
    return result;
  }

  /** @throws NotFoundError without a live flow. */
  async delete(namespace: string, id: string): Promise<void> {
    if ((await this.deleteAll([{ namespace, id }])) === 0) {
      throw new NotFoundError();
    }
  }

  /** The number of flows that were there to be deleted. */
  async deleteAll(identities: readonly FlowIdentity[]): Promise<number> {
    return (await this.saveAll([], identities)).deleted.length;
  }

  private async save(
    source: string,
    parsed: ParsedFlow,
    expected: Expectation,
  ): Promise<SavedFlow> {
    if (parsed.flow === undefined) {
      throw new InvalidEntityError(parsed.violations);
    }
    const changes: FlowChange[] = [];
    const saved = await this.database.transaction((tx) =>
      this.append(tx, source, parsed, expected, changes),
    );
    changes.forEach((change) => this.events.publish(change));
    return saved;
  }

  private async append(
    tx: Tx,
    source: string,
    parsed: ParsedFlow,
    expected: Expectation,
    changes: FlowChange[],
  ): Promise<SavedFlow> {
    const flow = parsed.flow;
    if (flow === undefined) {
      throw new InvalidEntityError(parsed.violations);
    }
    const { namespace, id } = flow;
    await this.flows.lock(tx, namespace, id);
    const latest = await this.flows.latest(namespace, id, tx);
    const live = latest !== undefined && !latest.deleted;
    if (live && expected === 'new') {
      throw new InvalidEntityError([{ path: 'flow.id', message: 'Flow id already exists' }]);
    }
    if (!live && expected === 'existing') {
      throw new NotFoundError();
    }
    if (live && !flow.deleted && sameSource(latest.source, source)) {
      return { ...this.documents.read(latest), outcome: 'unchanged' };
    }
    const { disabled, deleted, labels } = flow;
    const revision = (latest?.revision ?? 0) + 1;
    const row = await this.flows.append(tx, {
      namespace,
      id,
      revision,
      source,
      deleted,
      disabled,
      labels,
    });
    await this.announce(tx, row, changes);
    return { ...this.documents.read(row), outcome: live ? 'updated' : 'created' };
  }

  /** A deletion is a revision of its own, so a re-created flow continues the numbering. */
  private async appendDeletion(
    tx: Tx,
    namespace: string,
    id: string,
    changes: FlowChange[],
  ): Promise<FlowRevision | undefined> {
    await this.flows.lock(tx, namespace, id);
    const latest = await this.flows.latest(namespace, id, tx);
    if (latest === undefined || latest.deleted) {
      return undefined;
    }
    const row = await this.flows.append(tx, {
      ...latest,
      revision: latest.revision + 1,
      deleted: true,
    });
    await this.announce(tx, row, changes);
    return row;
  }

  /** In one order by everybody, or two bulk calls could wait for each other. */
  private async lockAll(tx: Tx, identities: readonly FlowIdentity[]): Promise<void> {
    const key = ({ namespace, id }: FlowIdentity): string => `${namespace}/${id}`;
    for (const { namespace, id } of [...identities].sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
      await this.flows.lock(tx, namespace, id);
    }
  }

  private async announce(tx: Tx, row: FlowRevision, changes: FlowChange[]): Promise<void> {
    const { namespace, id, revision, deleted } = row;
    const change: FlowChange = { namespace, id, revision, deleted };
    changes.push(change);
    await this.flows.announce(tx, FLOWS_CHANNEL, JSON.stringify(change));
  }
}

export interface BulkResult {
  readonly deleted: readonly StoredFlow[];
  readonly saved: readonly SavedFlow[];
}

export interface FlowIdentity {
  readonly namespace: string;
  readonly id: string;
}

function identityViolations(parsed: ParsedFlow, namespace: string, id: string): Violation[] {
  const { identity } = parsed;
  return [
    ...(identity.id !== undefined && identity.id !== id
      ? [{ path: 'flow.id', message: `Illegal flow id update` }]
      : []),
    ...(identity.namespace !== undefined && identity.namespace !== namespace
      ? [{ path: 'flow.namespace', message: `Illegal namespace update` }]
      : []),
  ];
}
