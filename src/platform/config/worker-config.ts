import { cpus, tmpdir } from 'node:os';
import { IsIn, IsInt, IsNotEmpty, IsOptional, Matches, Min } from 'class-validator';
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

  /**
   * Where script tasks run that want Docker, or say nothing: `DOCKER`, in an engine or not at all; `PROCESS`, on the
   * worker; `AUTO`, in an engine if one answers.
   */
  @FromKey('kestra.tasks.scripts.default-task-runner')
  @IsIn(['PROCESS', 'DOCKER', 'AUTO'], { message: 'must be PROCESS, DOCKER or AUTO' })
  defaultTaskRunner: 'PROCESS' | 'DOCKER' | 'AUTO' = 'AUTO';

  /** Address of the Docker engine (`DOCKER_HOST`); default its usual sockets. */
  @FromKey('docker.host')
  @IsOptional()
  dockerHost?: string;

  /** Anything but `0` and `false` (`DOCKER_TLS_VERIFY`): an engine at `tcp://` speaks TLS, with a certificate that is checked. */
  @FromKey('docker.tls-verify')
  @IsOptional()
  dockerTlsVerify?: string;

  /**
   * Folder of `ca.pem`, `cert.pem` and `key.pem` for an engine at `tcp://` or `https://` (`DOCKER_CERT_PATH`), default
   * `~/.docker`. Without `docker.tls-verify` the engine's certificate is not checked.
   */
  @FromKey('docker.cert-path')
  @IsOptional()
  @IsNotEmpty()
  dockerCertPath?: string;

  /** Parent of the working directories of tasks. */
  @FromKey('kestra.tasks.tmp-dir.path')
  @IsNotEmpty()
  temporaryDirectory = tmpdir();

  /**
   * Packages of Python tasks (`dependencies`) that a worker keeps for later runs: what was not asked for the longest goes
   * first, what a task uses stays.
   */
  @FromKey('kestra.tasks.scripts.python-cache.max-size', 'bytes')
  @IsInt()
  @Min(0)
  pythonCacheBytes = 5 * 2 ** 30;

  /** Packages that no Python task has asked for during this time go. */
  @FromKey('kestra.tasks.scripts.python-cache.max-age', 'duration')
  @Min(0)
  pythonCacheMs = 30 * 86_400_000;
}
