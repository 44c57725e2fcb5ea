import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { type RunningServer, startServer, startServerProcess } from '../support/server.js';
import { dropDatabase, emptyDatabase } from '../support/test-database.js';
import { waitFor } from '../support/wait-for.js';

const TIMEOUT_MS = 120_000;
const GROUP = 'gpu';

interface Execution {
  readonly id: string;
  readonly state: { readonly current: string };
  readonly taskRunList?: readonly {
    readonly taskId: string;
    readonly state: { readonly current: string };
    readonly outputs?: { readonly value?: string };
  }[];
}

/** A server with all roles, whose worker has no group, and workers of a group as processes of their own. */
let storage: string;
let databaseUrl: string;
let server: RunningServer;

beforeAll(async () => {
  storage = await mkdtemp(join(tmpdir(), 'kestra-storage-'));
  databaseUrl = await emptyDatabase('template_kestra');
  server = await startServer(setup());
}, TIMEOUT_MS);

afterAll(async () => {
  await server.stop();
  await dropDatabase(databaseUrl);
  await rm(storage, { recursive: true, force: true });
});

function setup(config: object = {}): { databaseUrl: string; config: Record<string, unknown> } {
  return { databaseUrl, config: { 'kestra.storage.local.base-path': storage, ...config } };
}

function startGroupWorker(): Promise<RunningServer> {
  return startServerProcess({
    ...setup({ 'kestra.worker.group': GROUP }),
    environment: { ENV_WORKER: GROUP },
    roles: ['worker'],
  });
}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`${server.url}/api/v1/${path}`, init);
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${text}`);
  }
  return JSON.parse(text) as T;
}

/** Starts a flow of its own whose task `t` says which worker it ran on; `plain` has no group. */
async function start(id: string, fallback?: string): Promise<string> {
  const task = {
    type: 'io.kestra.plugin.core.debug.Return',
    format: "{{ envs.worker ?? 'none' }}",
  };
  const workerGroup = { key: "{{ 'gp' ~ 'u' }}", ...(fallback && { fallback }) };
  const tasks = [
    { id: 'plain', ...task },
    { id: 't', ...task, workerGroup },
  ];
  await call('flows', {
    method: 'POST',
    headers: { 'content-type': 'application/x-yaml' },
    body: stringify({ id, namespace: 'groups', tasks }),
  });
  const body = new FormData();
  return (await call<Execution>(`executions/groups/${id}`, { method: 'POST', body })).id;
}

function ended(id: string): Promise<Execution> {
  return waitFor(async () => {
    const execution = await call<Execution>(`executions/${id}`);
    return /SUCCESS|FAILED|WARNING|KILLED/.test(execution.state.current) ? execution : undefined;
  }, 30_000);
}

async function stateOfTask(id: string): Promise<string | undefined> {
  const { taskRunList = [] } = await call<Execution>(`executions/${id}`);
  return taskRunList.find(({ taskId }) => taskId === 't')?.state.current;
}

function workersOf({ taskRunList = [] }: Execution): readonly unknown[] {
  return taskRunList.map(({ taskId, outputs }) => `${taskId} ${outputs?.value}`);
}

test(
  'a task with a worker group runs on a worker of that group only, others never do',
  async () => {
    const unknown = await ended(await start('unknown'));
    expect(unknown.state.current).toBe('FAILED');
    const lines = await call<{ message: string }[]>(`logs/${unknown.id}`);
    expect(lines.map(({ message }) => message).join()).toContain(
      `No worker group '${GROUP}' is known`,
    );

    const first = await startGroupWorker();
    const run = await ended(await start('live'));
    expect(workersOf(run)).toEqual(['plain none', `t ${GROUP}`]);
    await first.stop();

    expect((await ended(await start('fail', 'FAIL'))).state.current).toBe('FAILED');
    const cancelled = await ended(await start('cancel', 'CANCEL'));
    expect(cancelled.taskRunList?.map(({ state }) => state.current)).toEqual([
      'SUCCESS',
      'CANCELLED',
    ]);

    const killed = await start('killed', 'WAIT');
    await waitFor(async () => (await stateOfTask(killed)) === 'CREATED' || undefined);
    await fetch(`${server.url}/api/v1/executions/${killed}/kill`, { method: 'DELETE' });
    expect((await ended(killed)).state.current).toBe('KILLED');

    const waiting = await start('waiting');
    await waitFor(async () => (await stateOfTask(waiting)) === 'CREATED' || undefined);
    const second = await startGroupWorker();
    expect(workersOf(await ended(waiting))).toEqual(['plain none', `t ${GROUP}`]);
    await second.stop();
  },
  TIMEOUT_MS,
);
