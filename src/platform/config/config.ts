import { BasicAuthConfig } from './basic-auth-config.js';
import { DatabaseConfig } from './database-config.js';
import { type Environment, prefixedVariables, secretVariables } from './environment.js';
import { ExecutorConfig } from './executor-config.js';
import { FlowConfig } from './flow-config.js';
import { LivenessConfig } from './liveness-config.js';
import { MinioConfig, S3Config } from './s3-config.js';
import { SecurityConfig } from './security-config.js';
import { StorageConfig } from './storage-config.js';
import { VariablesConfig } from './variables-config.js';
import { WebserverConfig } from './webserver-config.js';
import { WorkerConfig } from './worker-config.js';

/** Everything that can be configured, one class per concern, checked. Loaded once per process, see load-config.ts. */
export class Config {
  readonly database = new DatabaseConfig();
  readonly storage = new StorageConfig();
  readonly s3 = new S3Config();
  readonly minio = new MinioConfig();
  readonly webserver = new WebserverConfig();
  readonly basicAuth = new BasicAuthConfig();
  readonly security = new SecurityConfig();
  readonly variables = new VariablesConfig();
  readonly flow = new FlowConfig();
  readonly executor = new ExecutorConfig();
  readonly worker = new WorkerConfig();
  readonly liveness = new LivenessConfig();

  /** Secrets by name in upper case, in clear. */
  readonly secrets: ReadonlyMap<string, string>;

  constructor(private readonly environment: Environment = {}) {
    this.secrets = secretVariables(environment);
  }

  /** `envs` of expressions. */
  get envs(): Readonly<Record<string, string>> {
    return prefixedVariables(this.environment, this.variables.envVarsPrefix);
  }

  /** The parts, for code that treats them alike. */
  get parts(): readonly object[] {
    return [
      this.database,
      this.storage,
      this.s3,
      this.minio,
      this.webserver,
      this.basicAuth,
      this.security,
      this.variables,
      this.flow,
      this.executor,
      this.worker,
      this.liveness,
    ];
  }
}
