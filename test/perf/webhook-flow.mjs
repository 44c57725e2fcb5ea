/** The flow of two tasks whose rate is published, and the call that starts it. */
export const WEBHOOK = `id: webhook
namespace: perf
tasks:
  - id: values
    type: io.kestra.plugin.core.output.OutputValues
    values:
      name: "{{ trigger.body.name }}"
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: "hello {{ outputs.values.values.name }}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: performance
`;

const PATH = '/api/v1/executions/webhook/perf/webhook/performance';
const CALL = {
  body: JSON.stringify({ name: 'you' }),
  headers: { 'content-type': 'application/json' },
};

/** `request` is a client of load.mjs. */
export const callWebhook = (request) => request('POST', PATH, CALL);
