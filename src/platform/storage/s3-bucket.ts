import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { ByteRange } from './internal-storage.js';
import { resumedDownload } from './resumed-download.js';
import { s3Client, type S3Settings } from './s3-client.js';
import { isBehindEnd, isMissing, storageError, StorageUnavailableError } from './s3-error.js';

/** Memory of one upload is `PART_SIZE * PARTS_AT_ONCE`; 10,000 parts allow files of 80 GB. */
const PART_SIZE = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
const MOST_DELETED_AT_ONCE = 1_000;
const COPIES_AT_ONCE = 16;

export interface S3Object {
  readonly size: number;
  readonly modifiedAt: number;
}

/** Objects of one bucket by key. Throws NotFoundError and StorageUnavailableError. */
export class S3Bucket {
  /** For messages. */
  readonly name: string;
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor(settings: S3Settings) {
    const { bucket, endpoint } = settings;
    this.client = s3Client(settings);
    this.bucket = bucket;
    this.name = `s3://${bucket}${endpoint === undefined ? '' : ` at ${endpoint}`}`;
  }

  /** Throws what the service says when the bucket cannot be used. */
  async check(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }));
  }

  /** A stream that breaks leaves neither an object nor parts of one. */
  async put(key: string, content: Readable | Buffer | string): Promise<void> {
    const target = { Bucket: this.bucket, Key: key };
    await this.asking(key, async () => {
      if (content instanceof Readable) {
        await this.upload(target, content);
      } else {
        const Body = Buffer.from(content);
        const ContentLength = Body.length;
        await this.client.send(new PutObjectCommand({ ...target, Body, ContentLength }));
      }
    });
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const { start = 0, end } = range ?? {};
    const first = await this.open(key, range);
    const rest = async (position: number): Promise<Readable> =>
      // Of the same object, should there be another one by now.
      (await this.open(key, { start: position, ...(end === undefined ? {} : { end }) }, first.etag))
        .body;
    return Readable.from(resumedDownload(first.body, start, rest), { objectMode: false });
  }

  async head(key: string): Promise<S3Object | undefined> {
    try {
      const found = await this.client.send(
        new HeadObjectCommand({ Bucket: this.bucket, Key: key }),
      );
      return {
        size: found.ContentLength ?? 0,
        modifiedAt: found.LastModified?.getTime() ?? 0,
      };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw storageError(error, this.name, key);
    }
  }

  /** Pages of the objects whose keys begin with `Prefix`, by key. */
  async *pages(
    query: Omit<ListObjectsV2CommandInput, 'Bucket' | 'Prefix'> & { readonly Prefix: string },
  ): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.bucket,
        ...query,
        ContinuationToken: token,
      });
      const page = await this.asking(query.Prefix, () => this.client.send(command));
      yield page;
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** One key that begins so, when there is any. */
  async firstKey(start: string): Promise<string | undefined> {
    for await (const { Contents = [] } of this.pages({ Prefix: start, MaxKeys: 1 })) {
      return Contents[0]?.Key;
    }
    return undefined;
  }

  async keys(start: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Contents = [] } of this.pages({ Prefix: start })) {
      keys.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
    }
    return keys;
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += MOST_DELETED_AT_ONCE) {
      const some = keys.slice(at, at + MOST_DELETED_AT_ONCE);
      const command = new DeleteObjectsCommand({
        Bucket: this.bucket,
        Delete: { Objects: some.map((Key) => ({ Key })), Quiet: true },
      });
      const answer = await this.asking(some[0] ?? '', () => this.client.send(command));
      const [refused] = answer.Errors ?? [];
      if (refused !== undefined) {
        throw new StorageUnavailableError(
          `The internal storage ${this.name} does not delete ${refused.Key ?? ''}: ${refused.Message ?? ''}`,
        );
      }
    }
  }

  /** Gives up uploads begun before `olderThan` (epoch milliseconds) below a prefix; gives their keys. */
  async abortUploads(prefix: string, olderThan: number): Promise<string[]> {
    const command = new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: prefix });
    const { Uploads = [] } = await this.asking(prefix, () => this.client.send(command));
    const dead = Uploads.filter(({ Initiated }) => (Initiated?.getTime() ?? Infinity) < olderThan);
    for (const { Key, UploadId } of dead) {
      const target = { Bucket: this.bucket, Key, UploadId };
      await this.client.send(new AbortMultipartUploadCommand(target)).catch(() => undefined);
    }
    return dead.flatMap(({ Key = [] }) => Key);
  }

  /** Copies objects to new keys, some at a time. */
  async copy(keys: readonly string[], newKey: (key: string) => string): Promise<void> {
    for (let at = 0; at < keys.length; at += COPIES_AT_ONCE) {
      const some = keys.slice(at, at + COPIES_AT_ONCE);
      await Promise.all(some.map((key) => this.copyOne(key, newKey(key))));
    }
  }

  private async open(
    key: string,
    range?: ByteRange,
    IfMatch?: string,
  ): Promise<{ readonly body: Readable; readonly etag: string | undefined }> {
    const bytes = range && { Range: `bytes=${range.start}-${range.end ?? ''}` };
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: key, ...bytes, IfMatch });
    try {
      const { Body, ETag: etag } = await this.client.send(command);
      return { body: Body instanceof Readable ? Body : Readable.from([]), etag };
    } catch (error) {
      if (isBehindEnd(error)) {
        return { body: Readable.from([]), etag: undefined };
      }
      throw storageError(error, this.name, key);
    }
  }

  private async copyOne(from: string, to: string): Promise<void> {
    const source = `${this.bucket}/${from}`.split('/').map(encodeURIComponent).join('/');
    const command = new CopyObjectCommand({ Bucket: this.bucket, Key: to, CopySource: source });
    await this.asking(from, () => this.client.send(command));
  }

  /** Parts become visible as one object at the end. */
  private async upload(target: { Bucket: string; Key: string }, body: Readable): Promise<void> {
    const upload = new Upload({
      client: this.client,
      params: { ...target, Body: body },
      partSize: PART_SIZE,
      queueSize: PARTS_AT_ONCE,
    });
    try {
      await upload.done();
    } finally {
      body.destroy();
    }
  }

  private async asking<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(error, this.name, key);
    }
  }
}
