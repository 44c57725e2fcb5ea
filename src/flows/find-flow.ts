import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { IllegalStateError, NotFoundError } from '../model/errors.js';
import type { Flow } from '../model/flow.js';
import { FlowDocuments } from './flow-documents.js';
import type { StoredFlow } from './flow-documents.js';
import { FlowEvents } from './flow-events.js';
import { FlowRepository } from './store/flow.repository.js';
import { Templates } from './templates.js';

/** Reads flows. What was found last is remembered until a change is announced, so a hot flow costs no query. */
@Injectable()
export class FindFlow implements OnModuleInit, OnApplicationShutdown {
  private readonly latest = new Map<string, StoredFlow>();
  /** Counts announced changes, so that an answer that was under way meanwhile is not remembered. */
  private changes = 0;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly repository: FlowRepository,
    private readonly documents: FlowDocuments,
    private readonly events: FlowEvents,
    private readonly templates: Templates,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = this.events.subscribe((change) => {
      this.changes++;
      if (change === undefined) {
        this.latest.clear();
      } else {
        this.latest.delete(keyOf(change.namespace, change.id));
      }
    });
  }

  onApplicationShutdown(): void {
    this.unsubscribe();
  }

  /** A live flow as stored; with `revision` also one of a flow that is deleted now. */
  async find(namespace: string, id: string, revision?: number): Promise<StoredFlow | undefined> {
    const latest = await this.findLatest(namespace, id);
    if (revision === undefined) {
      return latest?.row.deleted ? undefined : latest;
    }
    if (latest?.row.revision === revision) {
      return latest;
    }
    const row = latest && (await this.repository.revision(namespace, id, revision));
    return row && this.documents.read(row);
  }

  /** The newest revision, also of a deleted flow. */
  async findLatest(namespace: string, id: string): Promise<StoredFlow | undefined> {
    const key = keyOf(namespace, id);
    const known = this.latest.get(key);
    if (known) {
      return known;
    }
    const asked = this.changes;
    const row = await this.repository.latest(namespace, id);
    const found = row && this.documents.read(row);
    if (found && asked === this.changes && this.latest.size < MOST_REMEMBERED) {
      this.latest.set(key, found);
    }
    return found;
  }

  /**
   * The flow to run, its templates expanded; without `revision` the latest one.
   * @throws NotFoundError when it is not there or deleted; IllegalStateError when it is disabled or cannot be read.
   */
  findExecutable(namespace: string, id: string, revision?: number): Promise<Flow> {
    return this.executable({ namespace, id, revision }, TO_REQUESTS);
  }

  /** The same for a task that starts another flow; its log has to name that flow (engine.md §10). */
  findSubflow(namespace: string, id: string, revision?: number): Promise<Flow> {
    return this.executable({ namespace, id, revision }, TO_TASKS);
  }

  private async executable(wanted: Wanted, refusals: Refusals): Promise<Flow> {
    const stored = await this.find(wanted.namespace, wanted.id, wanted.revision);
    if (stored === undefined || stored.row.deleted) {
      throw new NotFoundError(refusals.missing(wanted));
    }
    if (stored.row.disabled) {
      throw new IllegalStateError(refusals.disabled);
    }
    const flow = await this.templates.expand(stored);
    if (flow === undefined) {
      const [first] = stored.parsed.violations;
      throw new IllegalStateError(`${refusals.invalid}: ${first?.path}: ${first?.message}`);
    }
    return flow;
  }

  /** Oldest first, those of a deleted flow too. */
  async revisions(namespace: string, id: string): Promise<StoredFlow[]> {
    return (await this.repository.revisions(namespace, id)).map((row) => this.documents.read(row));
  }

  /** Old ones only: the latest revision stays whatever is asked for. */
  deleteRevisions(namespace: string, id: string, revisions: readonly number[]): Promise<void> {
    return this.repository.deleteRevisions(namespace, id, revisions);
  }

  /** The flow of an execution that already exists: deleted or disabled flows go on. */
  async findRevision(namespace: string, id: string, revision: number): Promise<Flow | undefined> {
    const stored = await this.find(namespace, id, revision);
    return stored && this.templates.expand(stored);
  }
}

const MOST_REMEMBERED = 10_000;

interface Wanted {
  readonly namespace: string;
  readonly id: string;
  readonly revision?: number | undefined;
}

/** Why a flow cannot be run, in the words that its reader knows. */
interface Refusals {
  readonly missing: (wanted: Wanted) => string;
  readonly disabled: string;
  readonly invalid: string;
}

const TO_REQUESTS: Refusals = {
  missing: () => 'Requested Flow is not found.',
  disabled: 'Requested Flow is disabled.',
  invalid: 'Requested Flow is not valid',
};

const TO_TASKS: Refusals = {
  missing: ({ namespace, id, revision }) =>
    `Unable to find flow '${namespace}'.'${id}'${revision === undefined ? '' : ` with revision '${revision}'`}`,
  disabled: 'Cannot execute a flow which is disabled',
  invalid: 'Cannot execute an invalid flow',
};

function keyOf(namespace: string, id: string): string {
  return `${namespace}/${id}`;
}
