import { Injectable } from '@nestjs/common';
import type { Execution } from '../model/execution.js';
import type { TaskRun } from '../model/task-run.js';
import type { Filter } from '../platform/database/filter-sql.js';
import type { Sort } from '../platform/http/index.js';
import { Config } from '../platform/config/index.js';
import { whereOf } from './store/execution-filter.js';
import type { DateFilter, Where } from './store/execution-filter.js';
import { ExecutionRepository } from './store/execution.repository.js';
import type { SortField } from './store/execution.repository.js';

export interface ExecutionSelection {
  readonly filters: readonly Filter[];
  readonly dateFilter?: DateFilter;
}

export interface ExecutionPage {
  readonly results: readonly {
    readonly execution: Execution;
    /** None of an execution with more than `LISTED_TASK_RUNS` of them. */
    readonly taskRuns: readonly TaskRun[];
  }[];
  readonly total: number;
}

/**
 * A page of lists says what an execution is, not what it did: with more task runs than this they are left to
 * `GET executions/{id}`, as 2026 clients expect of all of them (api.md §4.1), or one loop of thousands would make each
 * refresh of a list megabytes long.
 */
const LISTED_TASK_RUNS = 100;
/** Rows of one read of a stream. */
const CHUNK = 500;

@Injectable()
export class SearchExecutions {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly config: Config,
  ) {}

  /** Throws IllegalArgumentError for a filter that executions do not support. */
  async page(
    selection: ExecutionSelection,
    page: { readonly limit: number; readonly offset: number },
    sorts: readonly Sort<SortField>[],
  ): Promise<ExecutionPage> {
    const where = this.where(selection);
    const [found, total] = await Promise.all([
      this.executions.list(where, sorts, page),
      this.executions.count(where),
    ]);
    const taskRuns = await this.executions.listTaskRunsOfSmall(
      found.map((execution) => execution.id),
      LISTED_TASK_RUNS,
    );
    return {
      results: found.map((execution) => ({
        execution,
        taskRuns: taskRuns.get(execution.id) ?? [],
      })),
      total,
    };
  }

  /** Oldest first. */
  ids(selection: ExecutionSelection): Promise<string[]> {
    return this.executions.listIds(this.where(selection));
  }

  distinct(field: string, selection: ExecutionSelection, limit: number): Promise<string[]> {
    return this.executions.listDistinct(field, this.where(selection), limit);
  }

  /** Every match, newest first, read in chunks. */
  async *stream(selection: ExecutionSelection): AsyncGenerator<Execution> {
    const where = this.where(selection);
    for (let offset = 0; ; offset += CHUNK) {
      const chunk = await this.executions.list(where, [], { limit: CHUNK, offset });
      yield* chunk;
      if (chunk.length < CHUNK) {
        return;
      }
    }
  }

  private where({ filters, dateFilter = 'START_DATE' }: ExecutionSelection): Where {
    return whereOf(filters, dateFilter, this.config.flow.systemNamespace);
  }
}
