import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type Dirent, type Stats } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NotFoundError } from '../../model/errors.js';
import { diskFull } from '../disk-full.js';
import { processFolder, sweepDeadFolders } from '../process-folder.js';
import { type ByteRange, InternalStorage, type StoredFile } from './internal-storage.js';
import { confined, storagePath, storageUri } from './storage-path.js';

/** Where unfinished files are: beside the others, because a rename works within one file system only. */
const UNFINISHED = '.unfinished';

export function unfinishedFolder(root: string): string {
  return join(root, UNFINISHED);
}

/** Internal storage in a local folder. */
export class LocalStorage extends InternalStorage {
  constructor(private readonly root: string) {
    super();
  }

  override async put(path: string, content: Readable | Buffer | string): Promise<string> {
    const target = confined(this.root, path);
    let unfinished: string | undefined;
    try {
      unfinished = join(await processFolder(unfinishedFolder(this.root)), randomUUID());
      await (typeof content === 'string' || Buffer.isBuffer(content)
        ? writeFile(unfinished, content)
        : pipeline(content, createWriteStream(unfinished)));
      await mkdir(dirname(target), { recursive: true });
      await rename(unfinished, target);
    } catch (error) {
      await (unfinished && rm(unfinished, { force: true }));
      throw diskFull(error, `the internal storage ${this.root}`, 'kestra.storage.local.base-path');
    }
    return storageUri(path);
  }

  override async get(path: string, range?: ByteRange): Promise<Readable> {
    const handle = await found(path, open(confined(this.root, path), 'r'));
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw notFound(path);
    }
    return createReadStream('', { fd: handle, ...range });
  }

  override read(path: string): Promise<Buffer> {
    return found(path, readFile(confined(this.root, path)));
  }

  override async exists(path: string): Promise<boolean> {
    return (await this.statOf(path)) !== undefined;
  }

  override async stat(path: string): Promise<StoredFile> {
    const stats = await this.statOf(path);
    if (!stats) {
      throw notFound(path);
    }
    return storedFile(storagePath(path), stats);
  }

  override async size(path: string): Promise<number> {
    return (await this.stat(path)).size;
  }

  override async list(directory: string, { recursive = false } = {}): Promise<StoredFile[]> {
    const folder = confined(this.root, directory);
    const entries = await readdir(folder, { withFileTypes: true, recursive }).catch(
      (): Dirent[] => [],
    );
    const files = await Promise.all(
      entries.map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const inside = path.slice(confined(this.root, '/').length);
        const stats = await stat(path).catch(() => undefined);
        return stats && !inside.startsWith(`/${UNFINISHED}`) ? [storedFile(inside, stats)] : [];
      }),
    );
    return files.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  override async createDirectory(path: string): Promise<void> {
    await mkdir(confined(this.root, path), { recursive: true });
  }

  override async delete(path: string): Promise<boolean> {
    const existed = await this.exists(path);
    await rm(confined(this.root, path), { recursive: true, force: true });
    return existed;
  }

  override async deleteByPrefix(prefix: string): Promise<string[]> {
    const clean = storagePath(prefix);
    const folder = prefix.endsWith('/') ? clean : dirname(clean);
    const start = prefix.endsWith('/') && clean !== '/' ? `${clean}/` : clean;
    const files = (await this.list(folder, { recursive: true })).filter(
      ({ path }) => path.startsWith(start) && !path.endsWith('/'),
    );
    if (prefix.endsWith('/') && clean !== '/') {
      await this.delete(clean);
    } else {
      await Promise.all(files.map(({ path }) => this.delete(path)));
    }
    return files.map(({ path }) => storageUri(path));
  }

  override async removeUnfinished(): Promise<string[]> {
    const folder = unfinishedFolder(this.root);
    return (await sweepDeadFolders(folder)).map((name) => `${name} from ${folder}`);
  }

  override async move(from: string, to: string): Promise<string> {
    const target = confined(this.root, to);
    await mkdir(dirname(target), { recursive: true });
    await found(from, rename(confined(this.root, from), target));
    return storageUri(to);
  }

  private statOf(path: string): Promise<Stats | undefined> {
    return stat(confined(this.root, path)).catch(() => undefined);
  }
}

function storedFile(path: string, stats: Stats): StoredFile {
  return {
    path: stats.isDirectory() ? `${path}/` : path,
    size: stats.size,
    modifiedAt: Math.trunc(stats.mtimeMs),
    createdAt: Math.trunc(stats.birthtimeMs || stats.mtimeMs),
  };
}

async function found<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' ? notFound(path) : error;
  }
}

function notFound(path: string): NotFoundError {
  return new NotFoundError(`File ${storageUri(path)} does not exist`);
}
