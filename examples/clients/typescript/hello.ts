import { followLogs, form, kestraClient } from '../../../openapi/index.js';

/** Executes a flow, waits for its end and prints its log. */
const kestra = kestraClient({ url: process.env['KESTRA_HOSTNAME'] ?? 'http://localhost:8080' });

const { data: execution, error } = await kestra.POST('/api/v1/executions/{namespace}/{id}', {
  params: { path: { namespace: 'dev', id: 'hello-world' }, query: { wait: true } },
  body: form({ greeting: 'hello from TypeScript' }),
});
if (execution === undefined) {
  throw new Error(error?.message);
}

console.log(execution.state.current);
for await (const { level, message } of followLogs(kestra, execution.id, { minLevel: 'INFO' })) {
  console.log(level, message);
}
