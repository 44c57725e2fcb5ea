import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { NotFoundError } from '../model/errors.js';
import type { StoredFile } from '../platform/storage/internal-storage.js';
import type { InternalFiles } from '../run-context/index.js';

/** Internal storage in memory. */
export class MemoryFiles implements InternalFiles {
  readonly contents = new Map<string, Buffer>();

  async put(uri: string, content: string | Buffer | Readable): Promise<string> {
    this.contents.set(
      uri,
      content instanceof Readable ? await buffer(content) : Buffer.from(content),
    );
    return uri;
  }

  get(uri: string): Promise<Readable> {
    return this.find(uri).then((content) => Readable.from([content]));
  }

  size(uri: string): Promise<number> {
    return this.find(uri).then((content) => content.length);
  }

  stat(uri: string): Promise<StoredFile> {
    const modifiedAt = Date.now();
    return this.find(uri).then(({ length }) => ({
      path: uri,
      size: length,
      modifiedAt,
      createdAt: modifiedAt,
    }));
  }

  exists(uri: string): Promise<boolean> {
    return Promise.resolve(this.contents.has(uri));
  }

  delete(uri: string): Promise<boolean> {
    return Promise.resolve(this.contents.delete(uri));
  }

  deleteByPrefix(prefix: string): Promise<string[]> {
    const uris = [...this.contents.keys()].filter((uri) => uri.startsWith(prefix));
    uris.forEach((uri) => this.contents.delete(uri));
    return Promise.resolve(uris);
  }

  text(uri: string): string | undefined {
    return this.contents.get(uri)?.toString();
  }

  private find(uri: string): Promise<Buffer> {
    const content = this.contents.get(uri);
    return content === undefined
      ? Promise.reject(new NotFoundError(`No such file: ${uri}`))
      : Promise.resolve(content);
  }
}
