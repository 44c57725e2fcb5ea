import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseDuration } from '../model/duration.js';
import { parseJson, stringifyJson } from '../model/json.js';
import { isPlainMap } from '../plugins/api/convert-value.js';
import type { AttemptContext, InternalFiles } from '../run-context/index.js';
import { checkedStorageUri, executionUri, taskCacheUri } from '../run-context/index.js';
import type { Outcome } from './outcome.js';

interface CacheEntry {
  /** Whose files the outputs name. */
  readonly executionId: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Outputs of earlier runs of the same task with the same rendered properties (engine.md §23.6). Trouble with the cache
 * is only logged: the task then runs.
 */
export class TaskCache {
  private uri: string | undefined;

  constructor(
    private readonly context: AttemptContext,
    private readonly files: InternalFiles,
  ) {}

  /** The outcome to use instead of a run. */
  async find(): Promise<Outcome | undefined> {
    const rule = this.context.task['taskCache'] as { enabled?: unknown; ttl?: unknown } | undefined;
    if (String(rule?.enabled) !== 'true') {
      return undefined;
    }
    return this.tolerantly('read', async () => {
      this.uri = await this.keyUri();
      const ttl = rule?.ttl === undefined ? undefined : parseDuration(String(rule.ttl));
      if (!(await this.files.exists(this.uri)) || (await this.isExpired(this.uri, ttl))) {
        return undefined;
      }
      const entry = parseJson(await text(await this.files.get(this.uri))) as CacheEntry;
      const outputs = await this.withOwnFiles(entry);
      this.context.logger.info(
        `Skipping task execution for task '${this.context.task.id}' as there is an existing cache entry for it`,
      );
      return { state: 'SUCCESS', outputs };
    });
  }

  /** To be told how the run ended that `find` could not spare. */
  async keep({ state, outputs = {} }: Outcome): Promise<void> {
    const { uri } = this;
    if (uri !== undefined && (state === 'SUCCESS' || state === 'WARNING')) {
      await this.tolerantly('written', async () => {
        const entry: CacheEntry = { executionId: this.context.executionId, outputs };
        await this.files.put(uri, stringifyJson(entry));
        return undefined;
      });
    }
  }

  private async keyUri(): Promise<string> {
    const { flow, task, value } = this.context;
    // The directory is another one in each run; what is done in it is not.
    const rendered = await this.context.renderDeep(task, {
      workingDir: 'workingDir',
      outputDir: 'outputDir',
    });
    const hash = createHash('sha256')
      .update(stringifyJson([rendered, value ?? null]))
      .digest('hex');
    return taskCacheUri({ namespace: flow.namespace, flowId: flow.id }, task.id, hash);
  }

  /**
   * Files that the outputs name belong to the execution that made them: this one gets copies, which later tasks may read
   * and which stay when that one is purged.
   */
  private async withOwnFiles({ executionId, outputs }: CacheEntry): Promise<CacheEntry['outputs']> {
    const { namespace, id: flowId } = this.context.flow;
    const folder = `${executionUri({ namespace, flowId }, executionId)}/`;
    const copied = async (value: unknown): Promise<unknown> => {
      if (typeof value === 'string' && value.startsWith(folder)) {
        const content = await this.files.get(checkedStorageUri(value));
        return this.context.storage.put(`cached/${value.slice(folder.length)}`, content);
      }
      // One after another: a list may name thousands of files.
      if (Array.isArray(value)) {
        const items: unknown[] = [];
        for (const item of value) {
          items.push(await copied(item));
        }
        return items;
      }
      return isPlainMap(value) ? copiedMembers(value) : value;
    };
    const copiedMembers = async (map: CacheEntry['outputs']): Promise<CacheEntry['outputs']> => {
      const members: [string, unknown][] = [];
      for (const [name, member] of Object.entries(map)) {
        members.push([name, await copied(member)]);
      }
      return Object.fromEntries(members);
    };
    return copiedMembers(outputs);
  }

  private async isExpired(uri: string, ttl: number | undefined): Promise<boolean> {
    return ttl !== undefined && (await this.files.stat(uri)).modifiedAt + ttl < Date.now();
  }

  private async tolerantly<T>(verb: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.context.logger.warn(`The task cache could not be ${verb}: ${(error as Error).message}`);
      return undefined;
    }
  }
}
