import { createHash } from 'node:crypto';
import { arch, availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import { Injectable } from '@nestjs/common';
import { ReadStatistics } from '../executions/index.js';
import { SearchFlows } from '../flows/index.js';
import { Config } from '../platform/config/index.js';
import { allPlugins } from '../plugins/index.js';
import type { PluginKind } from '../plugins/index.js';
import { ProcessRegistry } from '../queues/index.js';
import { Configuration } from './configuration.js';
import type { ExecutionUsage, FlowUsage, HostUsage, UsageResponse } from './http/usage.dto.js';
import { ROLES } from './role.js';

const DAY_MS = 86_400_000;

/** What this installation is made of and how much it does (api.md §15). Told to whoever asks, sent to nobody. */
@Injectable()
export class Usage {
  constructor(
    private readonly configuration: Configuration,
    private readonly config: Config,
    private readonly flows: SearchFlows,
    private readonly statistics: ReadStatistics,
    private readonly processes: ProcessRegistry,
  ) {}

  async read(): Promise<UsageResponse> {
    const now = Date.now();
    const { uuid, version } = await this.configuration.read();
    return {
      uuid,
      version,
      serverType: serverType(this.processes.roles),
      startTime: new Date(now - process.uptime() * 1000).toISOString(),
      environments: [],
      host: hostUsage(),
      configurations: {
        repositoryType: 'postgres',
        queueType: 'postgres',
        storageType: this.config.storage.type,
        secretType: 'env',
      },
      plugins: {
        count: allPlugins().length,
        byKind: countsOf(allPlugins().map(({ kind }) => kind)),
      },
      flows: await this.flowUsage(),
      executions: await this.executionUsage(now),
    };
  }

  /** One namespace in memory at a time. */
  private async flowUsage(): Promise<FlowUsage> {
    const namespaces = await this.flows.namespaces();
    const types: Partial<Record<PluginKind, Record<string, number>>> = {};
    let count = 0;
    for (const value of namespaces) {
      const { results } = await this.flows.search([
        { field: 'namespace', operation: 'EQUALS', value },
      ]);
      count += results.length;
      for (const { kind, definition } of results.flatMap(({ parsed }) => parsed.declarations)) {
        countsOf([definition.type], (types[kind] ??= {}));
      }
    }
    return {
      count,
      namespacesCount: namespaces.length,
      taskTypeCount: types.task ?? {},
      triggerTypeCount: types.trigger ?? {},
      taskRunnerTypeCount: types['task-runner'] ?? {},
    };
  }

  /** The last three days of UTC, today included. */
  private async executionUsage(now: number): Promise<ExecutionUsage> {
    const today = now - (now % DAY_MS);
    const days = await this.statistics.overTime([], {
      startDate: new Date(today - 2 * DAY_MS).toISOString(),
      endDate: new Date(now).toISOString(),
    });
    return {
      dailyExecutionsCount: days.map(({ startDate, counts, duration }) => ({
        date: startDate,
        count: duration.count,
        executionCounts: counts,
        averageDurationMs: duration.avg,
      })),
    };
  }
}

function serverType(roles: readonly string[]): string {
  return roles.length === ROLES.length ? 'STANDALONE' : roles.join(',').toUpperCase();
}

function hostUsage(): HostUsage {
  return {
    uuid: uuidOf(hostname()),
    hardware: {
      logicalProcessorCount: availableParallelism(),
      processor: cpus()[0]?.model ?? arch(),
      knownArch: arch(),
      memory: totalmem(),
    },
    os: { family: type(), version: release() },
    runtime: { name: 'Node.js', version: process.version },
  };
}

/** Always the same for a name, without telling it. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** How often each text occurs, added to `counts`. */
function countsOf(
  texts: readonly string[],
  counts: Record<string, number> = {},
): Record<string, number> {
  texts.forEach((text) => (counts[text] = (counts[text] ?? 0) + 1));
  return counts;
}
