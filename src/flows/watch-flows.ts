import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { InvalidEntityError, NotFoundError } from '../model/errors.js';
import { Config } from '../platform/config/index.js';
import { FindFlow } from './find-flow.js';
import { FolderWatch } from './folder-watch.js';
import { FlowEvents } from './flow-events.js';
import type { FlowChange } from './flow-events.js';
import { describeViolation, flowFiles } from './load-flows.js';
import { SaveFlow } from './save-flow.js';
import type { FlowIdentity } from './save-flow.js';
import { SearchFlows } from './search-flows.js';

/** Editors save by writing another file and renaming it: what a path holds is looked at when it has been quiet so long. */
const QUIET_MS = 150;

/** What is known of a file. */
interface KnownFile extends FlowIdentity {
  readonly path: string;
  /** Of the flow when file and flow were last the same. */
  readonly revision: number;
}

/**
 * Keeps folders and flows the same (cli.md §5.2): a changed file changes its flow, a flow changed elsewhere changes its
 * file. Everything happens one after another, and a change is passed on only when contents differ, so nothing echoes.
 */
@Injectable()
export class WatchFlows {
  private readonly logger = new Logger(WatchFlows.name);
  private readonly files = new Map<string, KnownFile>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly watcher = new FolderWatch((path) => this.touched(path));
  private unsubscribe: () => void = () => undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly config: Config,
    private readonly flows: FindFlow,
    private readonly search: SearchFlows,
    private readonly saveFlow: SaveFlow,
    private readonly events: FlowEvents,
  ) {}

  /** Does nothing unless watching is configured. */
  async start(): Promise<void> {
    const folders = this.config.flow.watchPaths.map((path) => resolve(path));
    if (!this.config.flow.watchEnabled || folders.length === 0) {
      return;
    }
    for (const folder of folders) {
      await mkdir(folder, { recursive: true });
      for (const path of await flowFiles(folder)) {
        await this.fileChanged(path);
      }
    }
    for (const { row } of await this.search.all()) {
      await this.flowChanged(row);
    }
    this.unsubscribe = this.events.subscribe(
      (change) => change && this.queue(() => this.flowChanged(change)),
    );
    await Promise.all(folders.map((folder) => this.watcher.add(folder)));
    this.logger.log(`Watching ${folders.join(', ')}`);
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.watcher.close();
    this.waiting.forEach((timer) => clearTimeout(timer));
    await this.work;
  }

  private touched(path: string): void {
    clearTimeout(this.waiting.get(path));
    this.waiting.set(
      path,
      setTimeout(() => {
        this.waiting.delete(path);
        this.queue(() => this.pathChanged(path));
      }, QUIET_MS),
    );
  }

  private queue(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((error: unknown) => this.logger.error(String(error)));
  }

  /** A file, or a folder that appeared with files in it. */
  private async pathChanged(path: string): Promise<void> {
    const files = await flowFiles(path).catch((): string[] => []);
    for (const file of files.filter((name) => /\.ya?ml$/i.test(name))) {
      await this.fileChanged(file);
    }
    for (const known of [...this.files.values()]) {
      if (
        (known.path === path || known.path.startsWith(`${path}/`)) &&
        !files.includes(known.path)
      ) {
        await this.fileDeleted(known);
      }
    }
  }

  private async fileChanged(path: string): Promise<void> {
    const source = await readFile(path, 'utf8').catch(() => undefined);
    if (source === undefined || source.trim() === '') {
      return;
    }
    try {
      const { row, outcome } = await this.saveFlow.createOrUpdate(source);
      const before = [...this.files.values()].find((known) => known.path === path);
      this.files.set(keyOf(row), { ...row, path });
      if (before && keyOf(before) !== keyOf(row)) {
        await this.fileDeleted(before);
      }
      if (outcome !== 'unchanged') {
        this.logger.log(`Flow ${row.id} from file ${path} has been created or modified`);
      }
    } catch (error) {
      if (!(error instanceof InvalidEntityError)) {
        throw error;
      }
      const reasons = error.violations.map((violation) => describeViolation(violation, path));
      this.logger.warn(`Unable to create flow ${path}\n${reasons.join('\n')}`);
    }
  }

  private async fileDeleted(known: KnownFile): Promise<void> {
    this.files.delete(keyOf(known));
    await this.saveFlow.delete(known.namespace, known.id).catch((error: unknown) => {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
    });
    this.logger.log(`Flow ${known.id} of the deleted file ${known.path} has been deleted`);
  }

  private async flowChanged({
    namespace,
    id,
    revision,
  }: Omit<FlowChange, 'deleted'>): Promise<void> {
    const known = this.files.get(keyOf({ namespace, id }));
    if (known !== undefined && known.revision >= revision) {
      return;
    }
    const latest = await this.flows.findLatest(namespace, id);
    if (latest === undefined || latest.row.deleted) {
      this.files.delete(keyOf({ namespace, id }));
      await (known && rm(known.path, { force: true }));
      return;
    }
    const path =
      known?.path ?? join(resolve(this.config.flow.watchPaths[0] ?? '.'), `${namespace}_${id}.yml`);
    this.files.set(keyOf(latest.row), { ...latest.row, path });
    const unfinished = `${path}.tmp`;
    await writeFile(unfinished, latest.row.source);
    await rename(unfinished, path);
  }
}

function keyOf({ namespace, id }: FlowIdentity): string {
  return `${namespace}/${id}`;
}
