import { Injectable } from '@nestjs/common';
import { IllegalArgumentError, NotFoundError } from '../model/errors.js';
import { InternalStorage, STORAGE_SCHEME } from '../platform/storage/internal-storage.js';
import { executionUri, flowUri } from '../run-context/index.js';
import { ExecutionRepository } from './store/execution.repository.js';

/** Where a file that was asked for is: here, or with the execution that owns it. */
export type FileLocation =
  | { readonly kind: 'own'; readonly uri: string }
  | { readonly kind: 'other'; readonly executionId: string };

/** Files in internal storage as their execution may show them (api.md §5.3). */
@Injectable()
export class ExecutionFiles {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly storage: InternalStorage,
  ) {}

  /**
   * Only what lies below the execution, or in the state store of its flow, is its own. Throws NotFoundError for an
   * unknown execution and IllegalArgumentError for a path that belongs to no execution.
   */
  async locate(executionId: string, path: string): Promise<FileLocation> {
    const execution = await this.executions.findExecution(executionId);
    if (!execution) {
      throw new NotFoundError(`Unable to find execution id '${executionId}'`);
    }
    const uri = path.startsWith(STORAGE_SCHEME) ? path : `${STORAGE_SCHEME}${path}`;
    const { namespace, flowId } = execution;
    const own = [
      executionUri({ namespace, flowId }, executionId),
      `${flowUri({ namespace, flowId })}/states`,
    ];
    const isInside = !uri.split('/').includes('..');
    if (isInside && own.some((prefix) => uri.startsWith(`${prefix}/`))) {
      return { kind: 'own', uri };
    }
    const owner = /\/executions\/([0-9A-Za-z_-]+)\//.exec(uri)?.[1];
    if (!isInside || owner === undefined || owner === executionId) {
      throw new IllegalArgumentError(`Invalid prefix path`);
    }
    return { kind: 'other', executionId: owner };
  }

  open(uri: string): ReturnType<InternalStorage['get']> {
    return this.storage.get(uri);
  }

  /** Bytes. */
  size(uri: string): Promise<number> {
    return this.storage.size(uri);
  }
}
