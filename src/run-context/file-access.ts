import { IllegalArgumentError } from '../model/errors.js';
import type { Execution } from '../model/execution.js';
import { storagePath } from '../platform/storage/storage-path.js';
import type { ExecutionRef } from '../plugins/api/run-context.js';
import { checkedStorageUri, executionUri, namespaceFileUri } from './storage-uri.js';

/** Of `executionIds`, those whose files the execution may use: see `FileAccess`. */
export type FindRelatives = (
  executionId: string,
  executionIds: readonly string[],
) => Promise<readonly ExecutionRef[]>;

/** Who wants files. An evaluation of a trigger has the id of the execution that it may start. */
export type FileUser = Pick<Execution, 'id' | 'namespace' | 'flowId' | 'trigger'>;

/**
 * Which files of internal storage an execution may use, by expressions and by tasks alike (engine.md §23.5, subtle.md 38):
 * its own; those of the executions it comes from (the parent of a subflow, what a Flow trigger heard, the original of a
 * replay); those of the subflows of all these; and files of namespaces. Nothing else, whoever hands over the URI.
 */
export class FileAccess {
  /** Folders that need no asking; worked out when first needed, most tasks touch no file. */
  private folders: readonly string[] | undefined;

  constructor(
    private readonly user: FileUser,
    private readonly findRelatives: FindRelatives,
  ) {}

  /** The URI itself. @throws IllegalArgumentError when the file is somebody else's, or it is no URI of a file. */
  async check(uri: string, verb = 'read'): Promise<string> {
    const path = `kestra://${storagePath(checkedStorageUri(uri))}`;
    const isKnown = this.free().some((folder) => isBelow(folder, path)) || isNamespaceFile(path);
    if (!isKnown && !(await this.isOfRelative(path))) {
      throw new IllegalArgumentError(
        `Unable to ${verb} the file "${uri}" as it didn't belong to the current execution: an execution may use its ` +
          'own files, those of the executions it comes from and of their subflows, and namespace files',
      );
    }
    return uri;
  }

  private free(): readonly string[] {
    const { id, namespace } = this.user;
    this.folders ??= [
      executionUri(this.user, id),
      ...parentUri(this.user),
      namespaceFileUri(namespace, '').replace(/\/$/, ''),
    ];
    return this.folders;
  }

  /** A name in the path may look like the folder of executions: only what the database knows decides. */
  private async isOfRelative(path: string): Promise<boolean> {
    const ids = [...path.matchAll(/(?<=\/executions\/)[^/]+(?=\/)/g)].map(([id]) => id);
    const relatives = ids.length === 0 ? [] : await this.findRelatives(this.user.id, ids);
    return relatives.some((one) => isBelow(executionUri(one, one.executionId), path));
  }
}

/** The parent is known without asking; most files of others are its. */
function parentUri({ trigger }: FileUser): string[] {
  const { executionId, namespace, flowId } = trigger?.variables ?? {};
  return typeof executionId === 'string' &&
    typeof namespace === 'string' &&
    typeof flowId === 'string'
    ? [executionUri({ namespace, flowId }, executionId)]
    : [];
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** Of any namespace, as tasks like DownloadFiles reach them. A task's own file may have such a name too. */
function isNamespaceFile(path: string): boolean {
  const [namespace, file] = path.slice('kestra:///'.length).split('/_files/', 2);
  return file !== undefined && !/\/[^/]+\/executions\//.test(`/${namespace}/`);
}
