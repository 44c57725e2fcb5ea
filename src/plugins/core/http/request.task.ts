import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import type { HttpAnswer } from '../../api/http-client.js';
import { readText } from '../../api/read-body.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { HttpBase } from './http-base.js';

@TaskType({
  type: 'io.kestra.plugin.core.http.Request',
  aliases: ['io.kestra.plugin.fs.http.Request'],
  title: 'Make an HTTP call.',
  outputs: {
    uri: ['string', 'Address after redirects'],
    code: ['integer', 'Status'],
    headers: ['map', 'Headers: name to list of values'],
    body: ['string', 'The body as text'],
    encryptedBody: ['map', 'The body, encrypted, with `encryptBody`'],
  },
})
export class HttpRequestTask extends HttpBase implements RunnableTask {
  @Property('boolean', { description: 'A status of 400 and above is no failure.' })
  allowFailed = false;

  @Property('boolean', { description: 'Keep the body encrypted.' })
  encryptBody = false;

  async run(ctx: RunContext): Promise<TaskOutput> {
    const answer = await this.call(ctx);
    const text = await this.textOf(answer);
    ctx.metrics.counter('response.length', text.length, {
      'request.method': this.method,
      'response.code': String(answer.status),
    });
    this.rejectFailure(answer, this.allowFailed);
    const body = this.encryptBody ? { encryptedBody: ctx.encrypt(text) } : { body: text };
    return { outputs: { uri: answer.url, code: answer.status, headers: answer.headers, ...body } };
  }

  private textOf(answer: HttpAnswer): Promise<string> {
    return readText(answer.body, {
      limit: this.options.maxContentLength,
      contentType: answer.headers['content-type']?.[0],
      charset: this.options.defaultCharset,
    });
  }
}
