import { Injectable } from '@nestjs/common';
import { InvalidBulkError } from '../model/errors.js';
import type { InvalidItem } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import { isTerminated } from '../model/state.js';
import type { StateType } from '../model/state.js';
import { Database } from '../platform/database/database.js';
import { executionStates } from './store/execution-states.js';
import { ExecutionRepository } from './store/execution.repository.js';

/** How many executions of a bulk call are worked on at a time. */
const CONCURRENCY = 32;
/** How many documents of them are in memory. */
const CHUNK = 500;

/** What makes an execution unsuitable for a bulk call (api.md §2.3); undefined: it is suitable. */
type Suitability = (state: StateType) => string | undefined;

const needs =
  (wanted: StateType): Suitability =>
  (state) =>
    state === wanted ? undefined : `execution not in state ${wanted}`;

const BULK_RULES = {
  delete: {
    name: 'delete',
    unsuitable: (state) => (isTerminated(state) ? undefined : 'execution not found'),
  },
  deleteAny: { name: 'delete', unsuitable: () => undefined },
  restart: { name: 'restart', unsuitable: needs('FAILED') },
  resume: { name: 'resume', unsuitable: needs('PAUSED') },
  pause: { name: 'pause', unsuitable: needs('RUNNING') },
  kill: {
    name: 'kill',
    unsuitable: (state) => (isTerminated(state) ? 'execution already finished' : undefined),
  },
  replay: { name: 'replay', unsuitable: () => undefined },
  labels: {
    name: 'set labels',
    unsuitable: (state) => (isTerminated(state) ? undefined : 'execution is not terminated'),
  },
  changeStatus: {
    name: 'change execution status',
    unsuitable: (state) =>
      isTerminated(state) ? undefined : 'execution is not in a terminated state',
  },
  unqueue: { name: 'unqueue', unsuitable: needs('QUEUED') },
  forceRun: {
    name: 'force run',
    unsuitable: (state) => (isTerminated(state) ? 'execution in a terminated state' : undefined),
  },
} as const satisfies Record<string, { readonly name: string; readonly unsuitable: Suitability }>;

export type BulkAction = keyof typeof BULK_RULES;

/** One call about many executions: all are looked at first, and one unsuitable one means that nothing is done. */
@Injectable()
export class BulkActions {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly database: Database,
  ) {}

  /** How many executions were worked on. Throws InvalidBulkError. */
  async run(
    action: BulkAction,
    executionIds: readonly string[],
    act: (execution: Execution) => Promise<unknown>,
  ): Promise<number> {
    const ids = [...new Set(executionIds)];
    const { name, unsuitable } = BULK_RULES[action];
    const states = await executionStates(this.database.pool, ids);
    const invalids = ids.flatMap((id) => invalidItem(id, states.get(id), unsuitable));
    if (invalids.length > 0) {
      throw new InvalidBulkError(`invalid bulk ${name}`, invalids);
    }
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK);
      const found = new Map((await this.executions.listByIds(chunk)).map((one) => [one.id, one]));
      await inParallel(chunk, async (id) => {
        const execution = found.get(id);
        await (execution && act(execution));
      });
    }
    return ids.length;
  }
}

function invalidItem(
  id: string,
  state: StateType | undefined,
  unsuitable: Suitability,
): InvalidItem[] {
  const message = state === undefined ? 'execution not found' : unsuitable(state);
  return message === undefined ? [] : [{ message, invalidValue: id }];
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, lane));
}
