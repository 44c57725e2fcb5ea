import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../model/errors.js';
import { StartupError } from '../startup-error.js';
import { type ByteRange, InternalStorage, type StoredFile } from './internal-storage.js';
import { S3Bucket } from './s3-bucket.js';
import type { S3Settings } from './s3-client.js';
import { storagePath, storageUri } from './storage-path.js';
import { byPath, withDirectories } from './stored-tree.js';

/** No upload takes so long; who began it cannot be asked. */
const DEAD_UPLOAD_MS = 24 * 60 * 60_000;

/**
 * Internal storage in a bucket of an S3-compatible service, shared by processes on any number of machines. A path is the
 * key of an object below the prefix; a directory is what keys have in common, or an empty object whose key ends with `/`.
 */
export class S3Storage extends InternalStorage {
  private readonly bucket: S3Bucket;
  private readonly prefix: string;

  constructor(settings: S3Settings) {
    super();
    const folder = storagePath(settings.prefix).slice(1);
    this.prefix = folder === '' ? '' : `${folder}/`;
    this.bucket = new S3Bucket(settings);
  }

  /** @throws StartupError when the bucket cannot be used. */
  static async open(settings: S3Settings): Promise<S3Storage> {
    const storage = new S3Storage(settings);
    try {
      await storage.bucket.check();
    } catch (error) {
      const { name, message } = error as Error;
      throw new StartupError(
        `The bucket of the internal storage, ${storage.bucket.name}, cannot be used (${name}: ${message}): check kestra.storage.s3`,
        1,
        { cause: error },
      );
    }
    return storage;
  }

  override async put(path: string, content: Readable | Buffer | string): Promise<string> {
    await this.bucket.put(this.keyOf(path), content);
    return storageUri(path);
  }

  override get(path: string, range?: ByteRange): Promise<Readable> {
    return this.bucket.get(this.keyOf(path), range);
  }

  override async read(path: string): Promise<Buffer> {
    return buffer(await this.get(path));
  }

  override async exists(path: string): Promise<boolean> {
    return (await this.find(path)) !== undefined;
  }

  override async stat(path: string): Promise<StoredFile> {
    return (await this.find(path)) ?? missing(path);
  }

  override async size(path: string): Promise<number> {
    return (await this.stat(path)).size;
  }

  override async list(directory: string, { recursive = false } = {}): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    const query = { Prefix: this.keysBelow(directory), ...(recursive ? {} : { Delimiter: '/' }) };
    for await (const page of this.bucket.pages(query)) {
      files.push(...this.filesOf(page));
    }
    const root = storagePath(directory);
    const inside = files.filter(({ path }) => path !== `${root}/`);
    return recursive ? withDirectories(inside, root) : inside.sort(byPath);
  }

  override async createDirectory(path: string): Promise<void> {
    await this.bucket.put(this.keysBelow(path), '');
  }

  override async delete(path: string): Promise<boolean> {
    const keys = await this.keysOf(path);
    await this.bucket.delete(keys);
    return keys.length > 0;
  }

  override async deleteByPrefix(prefix: string): Promise<string[]> {
    const start = prefix.endsWith('/') ? this.keysBelow(prefix) : this.keyOf(prefix);
    const keys = await this.bucket.keys(start);
    await this.bucket.delete(keys);
    return keys.filter((key) => !key.endsWith('/')).map((key) => storageUri(this.pathOf(key)));
  }

  override async move(from: string, to: string): Promise<string> {
    const keys = await this.keysOf(from);
    if (keys.length === 0) {
      missing(from);
    }
    const [source, target] = [this.keyOf(from), this.keyOf(to)];
    await this.bucket.copy(keys, (key) => target + key.slice(source.length));
    await this.bucket.delete(keys);
    return storageUri(to);
  }

  override async removeUnfinished(): Promise<string[]> {
    const keys = await this.bucket.abortUploads(this.prefix, Date.now() - DEAD_UPLOAD_MS);
    return keys.map((key) => `unfinished ${key} from ${this.bucket.name}`);
  }

  private async find(path: string): Promise<StoredFile | undefined> {
    const clean = storagePath(path);
    const file = clean === '/' ? undefined : await this.bucket.head(this.keyOf(path));
    if (file !== undefined) {
      return { path: clean, ...file, createdAt: file.modifiedAt };
    }
    const first = await this.bucket.firstKey(this.keysBelow(path));
    return first === undefined && clean !== '/'
      ? undefined
      : storedFile(clean === '/' ? clean : `${clean}/`);
  }

  /** The object itself and everything below it. */
  private async keysOf(path: string): Promise<string[]> {
    const key = this.keyOf(path);
    const [file, below] = await Promise.all([
      key === this.prefix ? undefined : this.bucket.head(key),
      this.bucket.keys(this.keysBelow(path)),
    ]);
    return file === undefined ? below : [key, ...below];
  }

  private filesOf(page: ListObjectsV2CommandOutput): StoredFile[] {
    return [
      ...(page.Contents ?? []).map(({ Key = '', Size, LastModified }) =>
        storedFile(this.pathOf(Key), Size, LastModified),
      ),
      ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => storedFile(this.pathOf(Prefix))),
    ];
  }

  private keyOf(path: string): string {
    return this.prefix + storagePath(path).slice(1);
  }

  /** What the keys of everything in a directory begin with. */
  private keysBelow(directory: string): string {
    const key = this.keyOf(directory);
    return key === this.prefix ? key : `${key}/`;
  }

  private pathOf(key: string): string {
    return `/${key.slice(this.prefix.length)}`;
  }
}

function storedFile(path: string, size = 0, modified?: Date): StoredFile {
  const modifiedAt = modified?.getTime() ?? 0;
  return { path, size, modifiedAt, createdAt: modifiedAt };
}

function missing(path: string): never {
  throw new NotFoundError(`File ${storageUri(path)} does not exist`);
}
