import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { IllegalArgumentError, NotFoundError } from '../model/errors.js';
import type { TaskStorage } from '../plugins/api/run-context.js';
import type { InternalFiles } from './run-services.js';
import type { FileAccess } from './file-access.js';
import { checkedStorageUri } from './storage-uri.js';

/**
 * Internal storage seen from one task run; `prefix` ends without a slash. A task names files only: folders, what leads
 * out of the storage and files of executions that have nothing to do with its own are refused.
 */
export class PrefixedStorage implements TaskStorage {
  constructor(
    private readonly files: InternalFiles,
    private readonly prefix: string,
    private readonly executionPrefix: string,
    private readonly access: FileAccess,
  ) {}

  async put(name: string, content: string | Uint8Array | Readable): Promise<string> {
    const uri = checkedStorageUri(`${this.prefix}/${name.replace(/^\/+/, '')}`);
    await this.files.put(uri, content instanceof Uint8Array ? Buffer.from(content) : content);
    return uri;
  }

  putFile(name: string, localPath: string): Promise<string> {
    return this.put(name, createReadStream(localPath));
  }

  async get(uri: string): Promise<Readable> {
    return this.files.get(await this.access.check(uri));
  }

  async size(uri: string): Promise<number> {
    const { size, path } = await this.files.stat(await this.access.check(uri));
    if (isFolder(path)) {
      throw new NotFoundError(`File ${uri} does not exist, there is a folder of that name`);
    }
    return size;
  }

  async exists(uri: string): Promise<boolean> {
    const known = await this.access.check(uri);
    return (await this.files.exists(known)) && !isFolder((await this.files.stat(known)).path);
  }

  async delete(uri: string): Promise<boolean> {
    const known = await this.access.check(uri, 'delete');
    if (!(await this.files.exists(known))) {
      return false;
    }
    if (isFolder((await this.files.stat(known)).path)) {
      throw new IllegalArgumentError(`${uri} is a folder: only files can be deleted, one by one`);
    }
    return this.files.delete(known);
  }

  deleteExecutionFiles(): Promise<string[]> {
    return this.files.deleteByPrefix(`${this.executionPrefix}/`);
  }
}

function isFolder(path: string): boolean {
  return path.endsWith('/');
}
