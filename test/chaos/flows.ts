import type { ExpectedExecution } from '../support/history-checker.js';

export const NAMESPACE = 'chaos';
export const WEBHOOK_KEY = 'chaosWebhookKey42';
export const LIMIT = 4;

interface ChaosFlow {
  readonly source: string;
  /** Path below `/api/v1/main` that starts it; undefined: only as a child of another one. */
  readonly start?: string;
  readonly expected: ExpectedExecution;
}

const header = (id: string): string => `id: ${id}\nnamespace: ${NAMESPACE}\n`;
const start = (id: string): string => `/executions/${NAMESPACE}/${id}`;
const log = (id: string): string =>
  `  - id: ${id}\n    type: io.kestra.plugin.core.log.Log\n    message: "{{ execution.id }}"\n`;

/** One of each kind of work that a crash can interrupt; all of them end in SUCCESS. */
export const FLOWS: Readonly<Record<string, ChaosFlow>> = {
  hook: {
    source: `${header('hook')}triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: ${WEBHOOK_KEY}
tasks:
${log('first')}${log('second')}`,
    start: `/executions/webhook/${NAMESPACE}/hook/${WEBHOOK_KEY}`,
    expected: { taskRuns: ['first', 'second'] },
  },
  each: {
    source: `${header('each')}tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.ForEach
    concurrencyLimit: 0
    values: [a, b, c]
    tasks:
      - id: body
        type: io.kestra.plugin.core.log.Log
        message: "{{ taskrun.value }}"
`,
    start: start('each'),
    expected: { taskRuns: ['loop', 'body a', 'body b', 'body c'] },
  },
  shell: {
    source: `${header('shell')}tasks:
  - id: sleep
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - sleep 0.05
`,
    start: start('shell'),
    expected: { taskRuns: ['sleep'] },
  },
  retry: {
    source: `${header('retry')}tasks:
  - id: fragile
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ taskrun.attemptsCount == 0 }}"
    retry:
      type: constant
      interval: PT0.3S
      maxAttempts: 20
${log('after')}`,
    start: start('retry'),
    expected: { taskRuns: ['fragile', 'after'] },
  },
  parent: {
    source: `${header('parent')}tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: ${NAMESPACE}
    flowId: child
    wait: true
    transmitFailed: true
${log('after')}`,
    start: start('parent'),
    expected: { taskRuns: ['call', 'after'], children: { call: 1 } },
  },
  child: {
    source: `${header('child')}tasks:\n${log('work')}`,
    expected: { taskRuns: ['work'] },
  },
  batches: {
    source: `${header('batches')}tasks:
  - id: write
    type: io.kestra.plugin.core.storage.Write
    content: "a\\nb\\nc\\nd\\n"
  - id: items
    type: io.kestra.plugin.core.flow.ForEachItem
    items: "{{ outputs.write.uri }}"
    batch:
      rows: 1
    concurrencyLimit: 2
    namespace: ${NAMESPACE}
    flowId: child
`,
    start: start('batches'),
    expected: {
      taskRuns: ['write', 'items', 'items_split', 'items_items', 'items_merge'],
      children: { items_items: 4 },
    },
  },
  limited: {
    source: `${header('limited')}concurrency:
  limit: ${LIMIT}
  behavior: QUEUE
tasks:
${log('work')}`,
    start: start('limited'),
    expected: { taskRuns: ['work'], limit: LIMIT },
  },
  pause: {
    source: `${header('pause')}tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    pauseDuration: PT0.5S
${log('after')}`,
    start: start('pause'),
    expected: { taskRuns: ['wait', 'after'] },
  },
};

export const EXPECTED: Readonly<Record<string, ExpectedExecution>> = Object.fromEntries(
  Object.entries(FLOWS).map(([id, { expected }]) => [id, expected]),
);
