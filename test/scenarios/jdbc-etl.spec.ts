import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as streamText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { httpfsExtension } from '../support/httpfs-extension.js';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

/** The example that comes with the specification: DuckDB reads a CSV over HTTP, a subflow gets every ten rows. */
const SEED = join(process.cwd(), '../shared/seed');
const ADDRESS = 'https://raw.githubusercontent.com';

interface ExecutionBody {
  readonly id: string;
  readonly state: { readonly current: string };
  readonly taskRunList: readonly {
    readonly id: string;
    readonly taskId: string;
    readonly state: { readonly current: string };
    readonly outputs?: Readonly<Record<string, unknown>>;
  }[];
}

const seed = (file: string): string => readFileSync(join(SEED, file), 'utf8');
const hasSeed = existsSync(SEED);
const repository = hasSeed ? httpfsExtension() : undefined;
if (!hasSeed) {
  console.warn(`skipped: ${SEED} is not there`);
}
const describeHere = repository === undefined ? describe.skip : describe;

describeHere('extract, split, and a subflow for every ten orders', () => {
  let server: RunningServer;
  let files: HttpServer;
  let directory: string;
  let parent: ExecutionBody;
  const http = () => request(server.url);

  async function save(source: string): Promise<void> {
    await http().post('/api/v1/flows').type('application/x-yaml').send(source).expect(200);
  }

  async function execution(id: string): Promise<ExecutionBody> {
    return (await http().get(`/api/v1/executions/${id}`).expect(200)).body as ExecutionBody;
  }

  async function children(): Promise<ExecutionBody[]> {
    const { body } = await http().get('/api/v1/executions?namespace=qa&flowId=subflow&size=100');
    return (body as { results: ExecutionBody[] }).results;
  }

  async function messages(executionId: string, taskId: string): Promise<string[]> {
    const { body } = await http().get(`/api/v1/logs/${executionId}?taskId=${taskId}`).expect(200);
    return (body as { message: string }[]).map((line) => line.message);
  }

  beforeAll(async () => {
    files = createServer((asked, answer) => {
      const content = Buffer.from(seed('orders.csv'));
      answer.writeHead(asked.url?.endsWith('/orders.csv') ? 200 : 404, {
        'content-length': content.length,
      });
      answer.end(asked.method === 'HEAD' ? undefined : content);
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    directory = await mkdtemp(join(tmpdir(), 'duckdb-extensions-'));
    server = await startServer({
      config: {
        'kestra.plugins.configurations': [
          {
            type: 'io.kestra.plugin.jdbc.duckdb',
            values: { 'extension-repository': repository, 'extension-directory': directory },
          },
        ],
      },
    });
    const { port } = files.address() as AddressInfo;
    await save(seed('subflow.yaml'));
    await save(seed('each_parent.yaml').replace(ADDRESS, `http://127.0.0.1:${port}`));
    const { body } = await http().post('/api/v1/executions/trigger/qa/each_parent').expect(200);
    parent = await waitFor(async () => {
      const now = await execution((body as ExecutionBody).id);
      return /SUCCESS|FAILED|WARNING|KILLED/.test(now.state.current) ? now : undefined;
    }, 60_000);
  }, 90_000);

  afterAll(async () => {
    await server.stop();
    await new Promise((resolve) => files.close(resolve));
    await rm(directory, { recursive: true });
  });

  test('the parent and its 10 children succeed', async () => {
    expect(parent.state.current).toBe('SUCCESS');
    expect((await children()).map((child) => child.state.current)).toEqual(
      Array(10).fill('SUCCESS'),
    );
  });

  test('all 100 orders are stored with their types', async () => {
    const extract = parent.taskRunList.find((taskRun) => taskRun.taskId === 'extract');
    const { uri, size } = extract?.outputs ?? {};
    expect(size).toBe(100);
    const { text } = await http()
      .get(`/api/v1/executions/${parent.id}/file`)
      .query({ path: String(uri) })
      .buffer(true)
      .parse((response, done) => {
        let content = '';
        response.on('data', (chunk: Buffer) => (content += chunk.toString()));
        response.on('end', () => done(null, content));
      })
      .then(({ body }) => ({ text: body as string }));
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(100);
    expect(lines[0]).toBe(
      '{order_id:1,customer_name:"Kelly Olsen",customer_email:"jenniferschneider@example.com",' +
        'product_id:20,price:166.89e0,quantity:1,total:166.89e0}',
    );
  });

  test('every child prints its batch and logs what it read', async () => {
    const printed: string[] = [];
    for (const child of await children()) {
      expect(child.taskRunList.map((taskRun) => taskRun.state.current)).toEqual([
        'SUCCESS',
        'SUCCESS',
      ]);
      const lines = await messages(child.id, 'for_each_item');
      expect(lines.length).toBeLessThanOrEqual(10);
      expect(lines.join('\n')).toBe((await messages(child.id, 'read')).join('\n').trimEnd());
      printed.push(...lines);
    }
    const ids = printed.map((line) => Number(/^\{order_id:(\d+),/.exec(line)?.[1]));
    expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test('the example of the project runs', async () => {
    const example = spawn(process.execPath, [
      'examples/etl/run.mjs',
      '--local',
      '--url',
      server.url,
    ]);
    const [code, output] = await Promise.all([
      new Promise((resolve) => example.once('exit', resolve)),
      streamText(example.stdout),
    ]);
    expect(output).toMatch(
      /parent .* SUCCESS[\s\S]*children 10: SUCCESS[\s\S]*100 orders, best products/,
    );
    expect(code).toBe(0);
  }, 60_000);
});
