import { Injectable } from '@nestjs/common';
import type { Execution } from '../../model/execution.js';
import { Config } from '../../platform/config/index.js';

/** Where the user interface shows an execution; relative unless `kestra.url` says where the server is. */
@Injectable()
export class ExecutionUrls {
  private readonly base: string;

  constructor(config: Config) {
    this.base = `${config.webserver.url?.replace(/\/+$/, '') ?? ''}/ui/main/executions`;
  }

  of({ namespace, flowId, id }: Execution): string {
    return `${this.base}/${namespace}/${flowId}/${id}`;
  }
}
