import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { InvalidEntityError } from '../model/errors.js';
import type { Violation } from '../model/errors.js';
import { StartupError } from '../platform/startup-error.js';
import { SaveFlow } from './save-flow.js';
import { splitDocuments } from './source-text.js';

export interface LoadSummary {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failures: readonly LoadFailure[];
}

export interface LoadFailure {
  readonly file: string;
  readonly violations: readonly Violation[];
}

const FILES_AT_ONCE = 4;
const WRONG_USAGE = 2;

/** Brings the flows of a folder into the database (`-f`, cli.md §5.1). Nothing is deleted. */
@Injectable()
export class LoadFlows {
  private readonly logger = new Logger(LoadFlows.name);

  constructor(private readonly saveFlow: SaveFlow) {}

  /**
   * A broken file is reported and does not stop the others.
   * @throws StartupError when the path does not exist.
   */
  async load(path: string): Promise<LoadSummary> {
    const files = await flowFiles(path);
    const counts = { created: 0, updated: 0, unchanged: 0 };
    const failures: LoadFailure[] = [];
    const waiting = files.values();
    const work = async (): Promise<void> => {
      for (const file of waiting) {
        const failure = await this.loadFile(file, counts);
        failures.push(...(failure ? [failure] : []));
      }
    };
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
    const { created, updated, unchanged } = counts;
    this.logger.log(
      `Flows of ${path}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${failures.length} refused`,
    );
    return { ...counts, failures: failures.sort((a, b) => (a.file < b.file ? -1 : 1)) };
  }

  private async loadFile(
    file: string,
    counts: Record<'created' | 'updated' | 'unchanged', number>,
  ): Promise<LoadFailure | undefined> {
    try {
      for (const source of splitDocuments(await readFile(file, 'utf8'))) {
        const { outcome, parsed } = await this.saveFlow.createOrUpdate(source);
        counts[outcome]++;
        if (outcome !== 'unchanged' && parsed.warnings.length > 0) {
          this.logger.warn(
            `${file}\n${parsed.warnings.map((warning) => `  ${warning}`).join('\n')}`,
          );
        }
      }
      return undefined;
    } catch (error) {
      const violations =
        error instanceof InvalidEntityError ? error.violations : [unreadable(error)];
      this.logger.warn(
        `Unable to create flow ${file}\n${violations.map((v) => describeViolation(v, file)).join('\n')}`,
      );
      return { file, violations };
    }
  }
}

/** `  flows/a.yml:3:5 tasks[0].mesage: Unrecognized field "mesage" …, did you mean "message"?` */
export function describeViolation(
  { path, message, line, column, hint }: Violation,
  file: string,
): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `  ${place} ${path}: ${message}${hint === undefined ? '' : `, ${hint}`}`;
}

/** Every `.yml` and `.yaml` file at or below a path, in the order of their names. */
export async function flowFiles(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) {
    throw new StartupError(`Invalid flow path: ${path} does not exist`, WRONG_USAGE);
  }
  if (stats.isFile()) {
    return [path];
  }
  const entries = await readdir(path, { recursive: true });
  const names = entries.filter((name) => /\.ya?ml$/i.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name) => ((await isFile(join(path, name))) ? [join(path, name)] : [])),
  );
  return files.flat();
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function unreadable(error: unknown): Violation {
  return { path: 'flow', message: error instanceof Error ? error.message : String(error) };
}
