import { Injectable } from '@nestjs/common';
import { bucketUnit, filledBuckets } from '../logs/index.js';
import { STATE_TYPES } from '../model/state.js';
import type { StateType } from '../model/state.js';
import { Config } from '../platform/config/index.js';
import type { Filter } from '../platform/database/filter-sql.js';
import { Database } from '../platform/database/index.js';
import { whereOf } from './store/execution-filter.js';
import { executionStatistics } from './store/execution-statistics.js';
import type { StatisticsRow, StatisticsUnit } from './store/execution-statistics.js';

export interface Period {
  /** Instants. */
  readonly startDate: string;
  readonly endDate: string;
}

/** What executions came to in one bucket of time; every state is there. Durations in milliseconds. */
export interface BucketStatistics {
  readonly startDate: string;
  readonly groupBy: StatisticsUnit;
  readonly counts: Readonly<Record<StateType, number>>;
  readonly duration: {
    readonly min: number;
    readonly avg: number;
    readonly max: number;
    readonly sum: number;
    readonly count: number;
  };
}

/** Numbers of executions over time (api.md §14). */
@Injectable()
export class ReadStatistics {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** One bucket for every unit of the period, also where nothing happened. */
  async overTime(filters: readonly Filter[], period: Period): Promise<BucketStatistics[]> {
    const { rows, unit } = await this.rows(filters, period);
    return bucketsOf(rows, period, unit);
  }

  /** The same by a key of the rows, for keys that occur. */
  async overTimeBy(
    filters: readonly Filter[],
    period: Period,
    keyOf: (row: StatisticsRow) => string,
  ): Promise<Map<string, BucketStatistics[]>> {
    const { rows, unit } = await this.rows(filters, period);
    const groups = grouped(rows, keyOf);
    return new Map([...groups].map(([key, group]) => [key, bucketsOf(group, period, unit)]));
  }

  async byNamespace(
    filters: readonly Filter[],
    period: Period,
  ): Promise<Map<string, Readonly<Record<StateType, number>>>> {
    const { rows } = await this.rows(filters, period);
    const groups = grouped(rows, (row) => row.namespace);
    return new Map([...groups].map(([namespace, group]) => [namespace, countsOf(group)]));
  }

  private async rows(
    filters: readonly Filter[],
    { startDate, endDate }: Period,
  ): Promise<{ readonly rows: StatisticsRow[]; readonly unit: StatisticsUnit }> {
    const unit = bucketUnit(startDate, endDate);
    const within: Filter[] = [
      { field: 'startDate', operation: 'GREATER_THAN_OR_EQUAL_TO', value: startDate },
      { field: 'endDate', operation: 'LESS_THAN_OR_EQUAL_TO', value: endDate },
    ];
    const where = whereOf([...filters, ...within], 'START_DATE', this.config.flow.systemNamespace);
    return { rows: await executionStatistics(this.database.pool, where, unit), unit };
  }
}

function bucketsOf(
  rows: readonly StatisticsRow[],
  { startDate, endDate }: Period,
  unit: StatisticsUnit,
): BucketStatistics[] {
  const byBucket = grouped(rows, (row) => row.bucket);
  return filledBuckets([], startDate, endDate, unit).map(({ date }) =>
    bucketOf(date, byBucket.get(date) ?? [], unit),
  );
}

function bucketOf(
  startDate: string,
  rows: readonly StatisticsRow[],
  groupBy: StatisticsUnit,
): BucketStatistics {
  const sum = rows.reduce((total, row) => total + row.sum, 0);
  const count = rows.reduce((total, row) => total + row.count, 0);
  return {
    startDate,
    groupBy,
    counts: countsOf(rows),
    duration: {
      min: rows.length === 0 ? 0 : Math.min(...rows.map((row) => row.min)),
      avg: count === 0 ? 0 : sum / count,
      max: Math.max(0, ...rows.map((row) => row.max)),
      sum,
      count,
    },
  };
}

function countsOf(rows: readonly StatisticsRow[]): Record<StateType, number> {
  const counts = Object.fromEntries(STATE_TYPES.map((state) => [state, 0])) as Record<
    StateType,
    number
  >;
  rows.forEach((row) => {
    counts[row.state] += row.count;
  });
  return counts;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) {
      group.push(item);
    } else {
      groups.set(key, [item]);
    }
  }
  return groups;
}
