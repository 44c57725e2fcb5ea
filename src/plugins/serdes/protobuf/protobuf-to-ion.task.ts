import { IllegalArgumentError } from '../../../model/errors.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { ION } from '../ion-rows.js';
import { openSource } from '../source-file.js';
import { storeRows } from '../stored-rows.js';
import { type MessageReader, messageReader } from './message-reader.js';

const BATCH = 500;
/** Bytes of a descriptor file, or of a file that is one message. */
const MAX_BYTES = 64 * 1024 * 1024;

@TaskType({
  type: 'io.kestra.plugin.serdes.protobuf.ProtobufToIon',
  aliases: ['io.kestra.plugin.serdes.protobuf.ProtobufReader'],
  title: 'Convert a Protobuf file into Ion.',
  description:
    'Messages become what ProtoJSON makes of them: names in camel case, 64-bit integers as texts. The descriptor file comes from `protoc --include_imports --descriptor_set_out=FILE`.',
})
export class ProtobufToIonTask implements RunnableTask {
  @Property('string', { description: 'URI of the Protobuf file.', required: true })
  from = '';

  @Property('string', { description: 'URI of the descriptor file.', required: true })
  descriptorFile = '';

  @Property('string', {
    description: 'Full name of the message, for example `com.company.Product`.',
    required: true,
  })
  typeName = '';

  @Property('boolean', {
    description:
      'The file is a row of messages, each behind its length. Otherwise it is one message.',
  })
  delimited = false;

  @Property('boolean', { description: 'Fail on fields that the descriptor does not know.' })
  errorOnUnknownFields = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const reader = await messageReader({
      descriptors: await wholeFile(ctx, this.descriptorFile, 'descriptorFile'),
      typeName: this.typeName,
      refusesUnknown: this.errorOnUnknownFields,
    });
    const rows = this.delimited ? this.messages(ctx, reader) : this.message(ctx, reader);
    return { outputs: await storeRows(ctx, { name: 'rows.ion', rows, format: ION }) };
  }

  /** An empty file has no message. */
  private async *message(ctx: RunContext, reader: MessageReader): AsyncGenerator<unknown[]> {
    const bytes = await wholeFile(ctx, this.from, 'from');
    yield bytes.length === 0 ? [] : [reader.one(bytes)];
  }

  private async *messages(ctx: RunContext, reader: MessageReader): AsyncGenerator<unknown[]> {
    let batch: unknown[] = [];
    for await (const row of reader.all(await openSource(ctx, this.from))) {
      batch.push(row);
      if (batch.length === BATCH) {
        ctx.signal.throwIfAborted();
        yield batch;
        batch = [];
      }
    }
    yield batch;
  }
}

async function wholeFile(ctx: RunContext, uri: string, property: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (await openSource(ctx, uri)) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      throw new IllegalArgumentError(`${property}: the file is larger than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
