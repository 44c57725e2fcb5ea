import { cpus, tmpdir } from 'node:os';
import { IsInt, IsNotEmpty, IsOptional, Matches, Min } from 'class-validator';
import { FromKey } from './property.js';

/** The worker role. */
export class WorkerConfig {
  /**
   * Child processes and other heavy tasks that run at the same time; 0: this process runs no tasks at all. Default four
   * per processor.
   */
  @FromKey('kestra.worker.threads', 'integer')
  @IsInt()
  @Min(0)
  threads = 4 * cpus().length;

  /** Only tasks of this worker group. */
  @FromKey('kestra.worker.group')
  @IsOptional()
  @Matches(/^[a-zA-Z0-9_-]+$/, { message: 'may hold letters, digits, "_" and "-" only' })
  group?: string;

  /** Parent of the working directories of tasks. */
  @FromKey('kestra.tasks.tmp-dir.path')
  @IsNotEmpty()
  temporaryDirectory = tmpdir();
}
