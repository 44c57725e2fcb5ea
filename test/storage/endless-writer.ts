import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { TemporaryDirectory } from '../../src/run-context/index.js';
import { LocalStorage } from '../../src/platform/storage/local-storage.js';

/** Writes into storage and a working directory, below two folders, until it is killed. */
const [storage = '', work = ''] = process.argv.slice(2);

async function* endless(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.alloc(1024, 'x');
    await delay(5);
  }
}

await Promise.all([
  new LocalStorage(storage).put('/a/never-whole.csv', Readable.from(endless())),
  new TemporaryDirectory(work).write('never-whole.csv', Readable.from(endless())),
]);
