import type { PollingContext, PollingTrigger, TriggerFiring } from '../../api/polling-trigger.js';
import { isTruthy } from '../../api/truth.js';
import { readText } from '../../api/read-body.js';
import { TriggerType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { HttpBase } from './http-base.js';

@TriggerType({
  type: 'io.kestra.plugin.core.http.Trigger',
  aliases: ['io.kestra.plugin.fs.http.Trigger'],
  title: 'Start an execution when an HTTP call gives a certain answer.',
})
export class HttpTrigger extends HttpBase implements PollingTrigger {
  @Property('duration', { description: 'Between two calls.' })
  interval = 60_000;

  @Property('any', {
    description: 'Sees `response.statusCode`, `response.body`, `response.headers`; true: start.',
    raw: true,
  })
  responseCondition = '{{ response.statusCode < 400 }}';

  @Property('boolean', { description: 'Keep the body encrypted.' })
  encryptBody = false;

  async poll(ctx: PollingContext): Promise<TriggerFiring | undefined> {
    const answer = await this.call(ctx);
    const body = await readText(answer.body, {
      limit: this.options.maxContentLength,
      contentType: answer.headers['content-type']?.[0],
      charset: this.options.defaultCharset,
    });
    const response = { statusCode: answer.status, body, headers: answer.headers };
    if (!isTruthy(await ctx.render(String(this.responseCondition), { response }))) {
      return undefined;
    }
    const kept = this.encryptBody ? { encryptedBody: ctx.encrypt(body) } : { body };
    return {
      variables: { uri: answer.url, code: answer.status, headers: answer.headers, ...kept },
    };
  }
}
