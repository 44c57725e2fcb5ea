import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import type { HttpAnswer } from '../../api/http-client.js';
import { Readable } from 'node:stream';
import { IllegalStateError } from '../../../model/errors.js';
import { downloadName } from './download-name.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { HttpBase } from './http-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.http.Download',
  aliases: ['io.kestra.plugin.fs.http.Download'],
  title: 'Store the answer of an HTTP call as a file.',
  outputs: {
    uri: ['string', 'URI of the new file'],
    code: ['integer', 'Status'],
    length: ['integer', 'Size in bytes'],
    headers: ['map', 'Headers: name to list of values'],
  },
})
export class HttpDownloadTask extends HttpBase implements RunnableTask {
  @Property('boolean', { description: 'A status of 400 and above is no failure.' })
  allowFailed = false;

  @Property('boolean', { description: 'An empty answer is a failure.' })
  failOnEmptyResponse = true;

  @Property('string', { description: 'Name of the file.' })
  saveAs?: string;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const answer = await this.call(ctx);
    this.rejectFailure(answer, this.allowFailed);
    const { local, length } = await this.receive(ctx, answer);
    this.checkSize(length, answer.headers);
    const name =
      this.saveAs ?? downloadName(answer.headers['content-disposition']?.[0], answer.url);
    const uri = await ctx.storage.putFile(name, local);
    ctx.metrics.counter('response.length', length, {
      'request.method': this.method,
      'response.code': String(answer.status),
    });
    return { outputs: { uri, code: answer.status, length, headers: answer.headers } };
  }

  private async receive(
    ctx: RunContext,
    { body, headers }: HttpAnswer,
  ): Promise<{ local: string; length: number }> {
    let length = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        length += chunk.length;
        yield chunk;
      }
    }
    try {
      const content = Readable.from(counted(), { objectMode: false });
      const local = await ctx.workingDirectory.write('.kestra/download', content);
      return { local, length };
    } catch (error) {
      ctx.signal.throwIfAborted();
      // One that broke off is too short; that says more than how the connection ended.
      this.checkSize(length, headers);
      throw error;
    }
  }

  private checkSize(length: number, headers: Readonly<Record<string, readonly string[]>>): void {
    const said = headers['content-length']?.[0];
    // The length is that of the compressed body when there is an encoding.
    if (
      said !== undefined &&
      headers['content-encoding'] === undefined &&
      this.method !== 'HEAD' &&
      Number(said) !== length
    ) {
      throw new IllegalStateError(`Invalid size, got ${length}, expected ${said}`);
    }
    if (
      length === 0 &&
      this.failOnEmptyResponse &&
      !this.allowFailed &&
      !this.options.allowFailed
    ) {
      throw new IllegalStateError('No response from server');
    }
  }
}
