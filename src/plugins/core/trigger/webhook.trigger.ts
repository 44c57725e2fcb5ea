import { MaxLength } from 'class-validator';
import { TriggerType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TriggerType({
  type: 'io.kestra.plugin.core.trigger.Webhook',
  aliases: ['io.kestra.core.models.triggers.types.Webhook'],
  title: 'Start an execution by an HTTP call.',
})
export class WebhookTrigger {
  @Property('string', {
    description: 'Last part of the URL; whoever knows it may start the flow.',
    required: true,
  })
  @MaxLength(256)
  key?: string;

  @Property('map', { description: 'Inputs of the execution.', raw: true })
  inputs?: Readonly<Record<string, unknown>>;

  @Property('boolean', { description: 'Answer after the end of the execution.' })
  wait = false;

  @Property('boolean', { description: 'Answer with the outputs of the flow.' })
  returnOutputs = false;

  @Property('string', {
    description: 'Media type of the answer.',
    values: ['application/json', 'text/plain'],
  })
  responseContentType?: string;

  @Property('any', { description: 'Status of the answer.', raw: true })
  responseCode?: unknown;

  @Property('string', { description: 'Where the body goes.' })
  fetchType?: string;
}
