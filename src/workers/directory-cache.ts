import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { unzip, zipOf } from '../files/index.js';
import { parseDuration } from '../model/duration.js';
import { isPlainMap } from '../plugins/api/convert-value.js';
import type { AttemptContext, InternalFiles } from '../run-context/index.js';
import { cacheUri } from '../run-context/index.js';

const ARCHIVE = '.kestra/cache.zip';

interface CacheRule {
  readonly patterns: readonly string[];
  /** Milliseconds. */
  readonly ttl?: number;
}

/**
 * Files of a WorkingDirectory that live from one execution to the next, as one archive per task and loop value. Trouble
 * with it is only logged: the task then works without.
 */
export class DirectoryCache {
  private rule: CacheRule | undefined;
  private restoredAt: number | undefined;

  constructor(
    private readonly context: AttemptContext,
    private readonly files: InternalFiles,
  ) {}

  restore(): Promise<void> {
    return this.tolerantly('restored', async () => {
      this.rule = await this.readRule();
      if (this.rule === undefined || !(await this.files.exists(this.uri))) {
        return;
      }
      const { modifiedAt } = await this.files.stat(this.uri);
      if (this.rule.ttl !== undefined && modifiedAt + this.rule.ttl < Date.now()) {
        await this.files.delete(this.uri);
        return;
      }
      await this.unpack();
      this.restoredAt = Date.now();
    });
  }

  /** Saves again only when a file is newer than the restored archive. */
  save(): Promise<void> {
    return this.tolerantly('saved', async () => {
      const { workingDirectory } = this.context;
      const names = this.rule === undefined ? [] : await workingDirectory.find(this.rule.patterns);
      const paths = await Promise.all(names.map((name) => workingDirectory.resolve(name)));
      if (names.length === 0 || !(await this.isStale(paths))) {
        return;
      }
      const contents = names.map((name, index) => ({
        name,
        content: () => Promise.resolve(createReadStream(paths[index] ?? '')),
      }));
      await this.files.put(this.uri, zipOf(contents));
    });
  }

  private get uri(): string {
    const { flow, task, value } = this.context;
    return cacheUri({ namespace: flow.namespace, flowId: flow.id }, task.id, value);
  }

  private async unpack(): Promise<void> {
    const { workingDirectory } = this.context;
    const archive = await workingDirectory.write(ARCHIVE, await this.files.get(this.uri));
    for await (const { name, content } of unzip(archive)) {
      await workingDirectory.write(name, await content());
    }
  }

  private async isStale(paths: readonly string[]): Promise<boolean> {
    const { restoredAt } = this;
    if (restoredAt === undefined) {
      return true;
    }
    const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
    return times.some((time) => time > restoredAt);
  }

  private async readRule(): Promise<CacheRule | undefined> {
    const declared = this.context.task['cache'];
    if (!isPlainMap(declared)) {
      return undefined;
    }
    const { patterns, ttl } = (await this.context.renderDeep(declared)) as Record<string, unknown>;
    const milliseconds = ttl === undefined || ttl === null ? undefined : parseDuration(String(ttl));
    return {
      patterns: Array.isArray(patterns) ? patterns.map(String) : [],
      ...(milliseconds === undefined ? {} : { ttl: milliseconds }),
    };
  }

  private async tolerantly(verb: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.context.logger.warn(`The cache could not be ${verb}: ${(error as Error).message}`);
    }
  }
}
