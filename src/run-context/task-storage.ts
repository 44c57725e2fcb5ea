import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { TaskStorage } from '../plugins/api/run-context.js';
import type { InternalFiles } from './run-services.js';

/** Internal storage seen from one task run; `prefix` ends without a slash. */
export class PrefixedStorage implements TaskStorage {
  constructor(
    private readonly files: InternalFiles,
    private readonly prefix: string,
    private readonly executionPrefix: string,
  ) {}

  async put(name: string, content: string | Uint8Array | Readable): Promise<string> {
    const uri = `${this.prefix}/${name.replace(/^\/+/, '')}`;
    await this.files.put(uri, content instanceof Uint8Array ? Buffer.from(content) : content);
    return uri;
  }

  putFile(name: string, localPath: string): Promise<string> {
    return this.put(name, createReadStream(localPath));
  }

  get(uri: string): Promise<Readable> {
    return this.files.get(uri);
  }

  size(uri: string): Promise<number> {
    return this.files.size(uri);
  }

  exists(uri: string): Promise<boolean> {
    return this.files.exists(uri);
  }

  delete(uri: string): Promise<boolean> {
    return this.files.delete(uri);
  }

  deleteExecutionFiles(): Promise<string[]> {
    return this.files.deleteByPrefix(`${this.executionPrefix}/`);
  }
}
