import { basename, dirname } from 'node:path/posix';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { IllegalArgumentError } from '../model/errors.js';
import { InternalStorage } from '../platform/storage/internal-storage.js';
import type { StoredFile } from '../platform/storage/internal-storage.js';
import { storagePath, storageUri } from '../platform/storage/storage-path.js';

/** api.md §11. */
export interface FileAttributes {
  readonly fileName: string;
  /** Epoch milliseconds. */
  readonly lastModifiedTime: number;
  readonly creationTime: number;
  readonly type: 'File' | 'Directory';
  readonly size: number;
}

const ROOT = '_files';
/** Segments are names, so that no namespace can mean a folder inside the files of another one. */
const NAMESPACE = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*$/i;

/** Files of namespaces in internal storage (engine.md §23.5). Paths begin with `/`; `/` itself is the root. */
@Injectable()
export class NamespaceFiles {
  constructor(private readonly storage: InternalStorage) {}

  /** Every file, none of the folders, sorted. */
  async list(namespace: string): Promise<string[]> {
    const root = rootOf(namespace);
    const files = await this.storage.list(root, { recursive: true });
    return files
      .filter(({ path }) => !path.endsWith('/'))
      .map(({ path }) => path.slice(root.length));
  }

  /** @throws NotFoundError */
  get(namespace: string, path: string): Promise<Readable> {
    return this.storage.get(stored(namespace, path));
  }

  exists(namespace: string, path: string): Promise<boolean> {
    return this.storage.exists(stored(namespace, path));
  }

  /** The root is made on demand. @throws NotFoundError */
  async stat(namespace: string, path = '/'): Promise<FileAttributes> {
    await this.prepareRoot(namespace, path);
    return attributes(await this.storage.stat(stored(namespace, path)));
  }

  /** Direct children. @throws NotFoundError when the folder does not exist. */
  async children(namespace: string, path = '/'): Promise<FileAttributes[]> {
    const { type } = await this.stat(namespace, path);
    if (type === 'File') {
      throw new IllegalArgumentError(`${path} is no directory`);
    }
    return (await this.storage.list(stored(namespace, path))).map(attributes);
  }

  createDirectory(namespace: string, path: string): Promise<void> {
    return this.storage.createDirectory(stored(namespace, path));
  }

  /** Creates or replaces; the URI of the stored file. */
  put(namespace: string, path: string, content: Readable | Buffer | string): Promise<string> {
    const target = stored(namespace, path);
    if (target === rootOf(namespace)) {
      throw new IllegalArgumentError('the path of a file is needed, e.g. path=/scripts/main.py');
    }
    return this.storage.put(target, content);
  }

  /** A file or a folder. @throws NotFoundError */
  async move(namespace: string, from: string, to: string): Promise<void> {
    const [source, target] = [stored(namespace, from), stored(namespace, to)];
    if (source === rootOf(namespace) || `${target}/`.startsWith(`${source}/`)) {
      throw new IllegalArgumentError(`${from} cannot be moved to ${to}`);
    }
    if (
      (await this.storage.exists(target)) &&
      (await this.storage.stat(target)).path.endsWith('/')
    ) {
      throw new IllegalArgumentError(`${to} exists already`);
    }
    await this.storage.move(source, target);
  }

  /** Folders left empty vanish, the root stays. False when there was nothing. */
  async delete(namespace: string, path: string): Promise<boolean> {
    const target = stored(namespace, path);
    const existed = await this.storage.delete(target);
    if (target === rootOf(namespace)) {
      await this.storage.createDirectory(target);
    } else if (existed) {
      await this.removeEmptyFolders(namespace, dirname(target));
    }
    return existed;
  }

  uri(namespace: string, path: string): string {
    return storageUri(stored(namespace, path));
  }

  private async removeEmptyFolders(namespace: string, folder: string): Promise<void> {
    const root = rootOf(namespace);
    for (let at = folder; at !== root; at = dirname(at)) {
      if ((await this.storage.list(at)).length > 0) {
        return;
      }
      await this.storage.delete(at);
    }
  }

  private async prepareRoot(namespace: string, path: string): Promise<void> {
    if (stored(namespace, path) === rootOf(namespace)) {
      await this.storage.createDirectory(rootOf(namespace));
    }
  }
}

function rootOf(namespace: string): string {
  if (!NAMESPACE.test(namespace)) {
    throw new IllegalArgumentError(`\`${namespace}\` is not a namespace`);
  }
  return `/${namespace.replaceAll('.', '/')}/${ROOT}`;
}

/** Confined: storagePath refuses everything that leads upwards. */
function stored(namespace: string, path: string): string {
  const inside = storagePath(path);
  return inside === '/' ? rootOf(namespace) : rootOf(namespace) + inside;
}

function attributes({ path, size, modifiedAt, createdAt }: StoredFile): FileAttributes {
  const type = path.endsWith('/') ? 'Directory' : 'File';
  return {
    fileName: basename(path),
    lastModifiedTime: modifiedAt,
    creationTime: createdAt,
    type,
    size,
  };
}
