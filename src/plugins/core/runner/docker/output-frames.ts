import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { splitLines } from '../../../api/line-splitter.js';
import type { Command, OutputStream } from '../../../api/task-runner.js';

/** Each frame begins with its stream (1 or 2), three zeros, and its length as 32 bits. */
const HEADER_BYTES = 8;
const STDERR = 2;

/** Hands the lines of an attached container to the command, stdout and stderr each in order. */
export async function forwardOutput(
  source: AsyncIterable<Uint8Array>,
  { onLine }: Pick<Command, 'onLine'>,
): Promise<void> {
  const outputs = { stdout: new PassThrough(), stderr: new PassThrough() };
  const forward = async (stream: OutputStream): Promise<void> => {
    for await (const lines of splitLines(outputs[stream])) {
      for (const line of lines) {
        const busy = onLine(line, stream);
        if (busy instanceof Promise) {
          await busy;
        }
      }
    }
  };
  const reading = demultiplex(source, outputs).then(
    () => Object.values(outputs).forEach((output) => output.end()),
    (error: Error) => {
      Object.values(outputs).forEach((output) => output.destroy(error));
      throw error;
    },
  );
  await Promise.all([reading, forward('stdout'), forward('stderr')]);
}

async function demultiplex(
  source: AsyncIterable<Uint8Array>,
  outputs: Readonly<Record<OutputStream, PassThrough>>,
): Promise<void> {
  let held: Buffer = Buffer.alloc(0);
  let target = outputs.stdout;
  let left = 0;
  for await (const chunk of source) {
    let rest: Buffer = Buffer.concat([held, chunk]);
    while (left > 0 ? rest.length > 0 : rest.length >= HEADER_BYTES) {
      if (left === 0) {
        target = rest[0] === STDERR ? outputs.stderr : outputs.stdout;
        left = rest.readUInt32BE(4);
        rest = rest.subarray(HEADER_BYTES);
      } else {
        const payload = rest.subarray(0, left);
        left -= payload.length;
        rest = rest.subarray(payload.length);
        if (!target.write(payload)) {
          await once(target, 'drain');
        }
      }
    }
    held = rest;
  }
}
