import { createServer, connect, type Server } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { S3Bucket } from '../../src/platform/storage/s3-bucket.js';
import type { S3Settings } from '../../src/platform/storage/s3-client.js';
import { StorageUnavailableError } from '../../src/platform/storage/s3-error.js';
import { S3Storage } from '../../src/platform/storage/s3-storage.js';
import { storageContract } from '../../src/testing/storage-contract.js';
import { freePort, startS3Server } from '../support/s3-server.js';

// The server is slow to answer a thousand requests.
jest.setTimeout(60_000);

const server = await startS3Server();
const suite = server === undefined ? describe.skip : describe;

suite('a bucket as internal storage', () => {
  const endpoint = server?.endpoint ?? '';
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const admin = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  let buckets = 0;

  afterAll(async () => {
    admin.destroy();
    await server?.stop();
  });

  async function newBucket(): Promise<S3Settings> {
    const bucket = `bucket-${buckets++}`;
    await admin.send(new CreateBucketCommand({ Bucket: bucket }));
    return {
      bucket,
      endpoint,
      region: 'us-east-1',
      accessKey: 'key',
      secretKey: 'secret',
      forcePathStyle: true,
      prefix: '',
    };
  }

  storageContract('S3Storage', async () => S3Storage.open(await newBucket()));
  storageContract('S3Storage below a prefix', async () =>
    S3Storage.open({ ...(await newBucket()), prefix: '/some/folder/' }),
  );

  test('keeps everything below its prefix', async () => {
    const settings = await newBucket();
    const storage = new S3Storage({ ...settings, prefix: 'in/here' });
    await storage.put('/a/b', 'x');
    await new S3Storage(settings).put('/outside', 'x');

    const { Contents = [] } = await admin.send(
      new ListObjectsV2Command({ Bucket: settings.bucket }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual(['in/here/a/b', 'outside']);
    expect((await storage.list('/', { recursive: true })).map(({ path }) => path)).toEqual([
      '/a/',
      '/a/b',
    ]);
  });

  test('a source that breaks leaves no unfinished upload', async () => {
    const settings = await newBucket();
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(9 * 1024 * 1024);
        throw new RangeError('broken');
      })(),
    );

    await expect(new S3Storage(settings).put('/a', broken)).rejects.toThrow('broken');
    const { Uploads = [] } = await admin.send(
      new ListMultipartUploadsCommand({ Bucket: settings.bucket }),
    );
    expect(Uploads).toEqual([]);
  });

  test('gives up old uploads below its prefix, and no others', async () => {
    const settings = await newBucket();
    const { bucket: Bucket } = settings;
    for (const Key of ['in/here/a', 'elsewhere/b']) {
      await admin.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    }
    // This service says of every upload that it began in 2010.
    expect(await new S3Bucket(settings).abortUploads('', Date.UTC(2010, 0))).toEqual([]);
    const storage = new S3Storage({ ...settings, prefix: 'in/here' });
    expect(await storage.removeUnfinished()).toEqual([expect.stringContaining('in/here/a')]);
    expect(await storage.removeUnfinished()).toEqual([]);

    const { Uploads = [] } = await admin.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads.map(({ Key }) => Key)).toEqual(['elsewhere/b']);
  });

  test('lists and deletes more than one page of objects', async () => {
    const storage = await S3Storage.open(await newBucket());
    const names = Array.from({ length: 1_001 }, (_, index) => `/d/${index}`);
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(names.slice(at, at + 50).map((name) => storage.put(name, '')));
    }

    expect(await storage.list('/d')).toHaveLength(1_001);
    expect(await storage.deleteByPrefix('/d/')).toHaveLength(1_001);
    expect(await storage.exists('/d')).toBe(false);
  });

  test.each([
    ['without the bucket', { bucket: 'absent' }],
    ['without the service', { endpoint: 'http://127.0.0.1:1', patienceMs: 300 }],
  ])('does not open %s', async (_, wrong) => {
    const settings = { ...(await newBucket()), ...wrong };
    await expect(S3Storage.open(settings)).rejects.toThrow(/cannot be used .*kestra.storage.s3/);
  });

  describe('when the service goes away', () => {
    let proxy: Server | undefined;
    afterEach(() => void proxy?.close());

    /** Connections `refused` at first are cut; later ones reach the service, for answers of so many bytes. */
    async function behindProxy(refused: number, answerBytes = Infinity): Promise<S3Settings> {
      const port = await freePort();
      let connections = 0;
      proxy = createServer((socket) => {
        socket.on('error', () => undefined);
        if (connections++ < refused) {
          socket.destroy();
          return;
        }
        const upstream = connect(server?.port ?? 0, '127.0.0.1');
        upstream.on('error', () => socket.destroy());
        upstream.on('data', () => {
          if (upstream.bytesRead > answerBytes) {
            socket.destroy();
            upstream.destroy();
          }
        });
        socket.pipe(upstream).pipe(socket);
      });
      await new Promise<void>((done) => proxy?.listen(port, '127.0.0.1', done));
      return { ...(await newBucket()), endpoint: `http://127.0.0.1:${port}` };
    }

    test('requests and parts of uploads are tried again', async () => {
      const storage = new S3Storage(await behindProxy(4));
      const piece = Buffer.alloc(3 * 1024 * 1024, 'x');

      await storage.put('/a', Readable.from([piece, piece, piece, piece]));
      expect(await storage.size('/a')).toBe(4 * piece.length);
      expect(await text(await storage.get('/a', { start: 0, end: 1 }))).toBe('xx');
    });

    test('a download goes on where it broke', async () => {
      const storage = new S3Storage(await behindProxy(0, 3_000_000));
      const lines = Array.from({ length: 800_000 }, (_, line) => `${line}\n`).join('');
      await storage.put('/a', lines);

      expect((await text(await storage.get('/a'))) === lines).toBe(true);
      expect(await text(await storage.get('/a', { start: 1, end: 4_000_000 }))).toHaveLength(
        4_000_000,
      );
    });

    test('the caller hears of it when it stays away', async () => {
      const settings = { ...(await behindProxy(1_000)), patienceMs: 400 };
      const storage = new S3Storage(settings);

      await expect(storage.put('/a', 'x')).rejects.toThrow(StorageUnavailableError);
      await expect(storage.put('/a', Readable.from(['x']))).rejects.toThrow('does not answer');
      await expect(storage.get('/a')).rejects.toThrow('does not answer');
      await expect(storage.list('/')).rejects.toThrow('does not answer');
    });
  });
});
