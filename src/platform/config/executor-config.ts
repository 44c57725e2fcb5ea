import { IsArray } from 'class-validator';
import { FromKey } from './property.js';

/** The executor role: what it leaves alone, for a flow that makes trouble. */
export class ExecutorConfig {
  /** Ids of executions. */
  @FromKey('kestra.executor.skip-executions', 'list')
  @IsArray()
  skipExecutions: string[] = [];

  /** Flows as `namespace.flowId`. */
  @FromKey('kestra.executor.skip-flows', 'list')
  @IsArray()
  skipFlows: string[] = [];

  /** Namespaces with everything below them. */
  @FromKey('kestra.executor.skip-namespaces', 'list')
  @IsArray()
  skipNamespaces: string[] = [];
}
