import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { DockerEngine } from '../../src/plugins/core/runner/docker/engine.js';
import { startContainerEngine } from '../support/container-engine.js';
import { type RunningServer, startServer } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

interface Execution {
  readonly id: string;
  readonly state: { readonly current: string };
  readonly taskRunList?: readonly {
    readonly taskId: string;
    readonly state: { readonly current: string };
    readonly outputs?: {
      readonly exitCode?: number;
      readonly vars?: object;
      readonly outputFiles?: Readonly<Record<string, string>>;
    };
  }[];
}

const RUNNER = 'io.kestra.plugin.scripts.runner.docker.Docker';
const ENDED = ['SUCCESS', 'WARNING', 'FAILED', 'KILLED'];
const TIMEOUT_MS = 120_000;
const engine = await startContainerEngine();

(engine === undefined ? describe.skip : describe)('script tasks in a real container engine', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({
      config: {
        'docker.host': engine?.host,
        'kestra.tasks.scripts.default-task-runner': 'DOCKER',
      },
    });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await server?.stop();
    await engine?.stop();
  }, TIMEOUT_MS);

  const call = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${server.url}/api/v1/main${path}`, { method, ...init });
    expect([path, answer.ok]).toEqual([path, true]);
    return answer;
  };
  const find = async (id: string): Promise<Execution> =>
    (await call('GET', `/executions/${id}`)).json() as Promise<Execution>;
  const logsOf = async (id: string): Promise<string[]> => {
    const logs = (await (await call('GET', `/logs/${id}?minLevel=INFO`)).json()) as {
      level: string;
      message: string;
    }[];
    return logs.map(({ level, message }) => `${level} ${message}`);
  };
  const task = (properties: object, runner: object = {}): object => ({
    id: 'script',
    type: 'io.kestra.plugin.scripts.shell.Commands',
    containerImage: engine?.image,
    taskRunner: { type: RUNNER, networkMode: 'none', ...runner },
    ...properties,
  });
  let flows = 0;
  const start = async (...tasks: object[]): Promise<string> => {
    const id = `docker-${++flows}`;
    const body = stringify({ id, namespace: 'docker', tasks });
    await call('POST', '/flows', { headers: { 'content-type': 'application/x-yaml' }, body });
    return ((await (await call('POST', `/executions/docker/${id}`)).json()) as Execution).id;
  };
  const ended = (id: string): Promise<Execution> =>
    waitFor(async () => {
      const execution = await find(id);
      const states = [execution, ...(execution.taskRunList ?? [])].map(
        ({ state }) => state.current,
      );
      return states.every((state) => ENDED.includes(state)) ? execution : undefined;
    }, 60_000);
  const run = async (...tasks: object[]): Promise<Execution> => ended(await start(...tasks));
  const containers = async (): Promise<unknown> =>
    (await DockerEngine.find({ ...(engine && { host: engine.host }) }))?.call(
      'GET',
      '/containers/json',
      {
        query: { all: '1', filters: '{"label":["kestra.io/namespace=docker"]}' },
      },
    );

  test(
    'get files, user and environment, and give files, outputs and logs',
    async () => {
      const { id, taskRunList } = await run(
        task(
          {
            inputFiles: { 'in/a.txt': 'content', 'empty.txt': '' },
            outputFiles: ['*.out', 'd/**'],
            env: { NAME: 'you' },
            commands: [
              'cat in/a.txt empty.txt > copy.out; echo more >> in/a.txt; mkdir d; echo 1 > d/f; ln d/f d/g',
              'echo "hello $NAME, $(id -u)"; [ "$PWD" = "$WORKING_DIR" ] && echo there; echo oops >&2',
              `echo '::{"outputs":{"n":1}}::'`,
            ],
          },
          { user: '1000' },
        ),
      );
      const { exitCode, vars, outputFiles = {} } = taskRunList?.[0]?.outputs ?? {};
      expect({ exitCode, vars }).toEqual({ exitCode: 0, vars: { n: 1 } });
      expect(Object.keys(outputFiles).sort()).toEqual(['copy.out', 'd/f', 'd/g']);
      const uri = encodeURIComponent(outputFiles['copy.out'] ?? '');
      const file = await call('GET', `/executions/${id}/file?path=${uri}`);
      expect(await file.text()).toBe('content');
      expect((await logsOf(id)).sort()).toEqual([
        'ERROR oops',
        'INFO hello you, 1000',
        'INFO there',
      ]);
    },
    TIMEOUT_MS,
  );

  test(
    'fail with the exit code and keep their files',
    async () => {
      const { state, taskRunList } = await run(
        task({ outputFiles: ['*.out'], commands: ['echo x > x.out', 'exit 7'] }),
      );
      expect(state.current).toBe('FAILED');
      expect(taskRunList?.[0]?.outputs).toMatchObject({
        exitCode: 7,
        outputFiles: { 'x.out': expect.stringContaining('kestra://') },
      });
    },
    TIMEOUT_MS,
  );

  test(
    'pass files on in a WorkingDirectory: removed ones, links and folders too',
    async () => {
      const { id, state } = await run({
        id: 'directory',
        type: 'io.kestra.plugin.core.flow.WorkingDirectory',
        tasks: [
          task({ id: 'one', commands: ['echo 1 > a; echo 2 > b; mkdir e; ln -s a s; ln a h'] }),
          task({ id: 'two', commands: ['rm b; echo 3 >> a'] }),
          task({ id: 'three', commands: ['echo *; readlink s; tail -n 1 s'] }),
        ],
      });
      expect([state.current, ...(await logsOf(id))]).toEqual([
        'SUCCESS',
        'INFO a e h s',
        'INFO a',
        'INFO 3',
      ]);
    },
    TIMEOUT_MS,
  );

  const stubborn = `trap '' TERM; echo started; (trap '' TERM; sleep 100) & sleep 100; sleep 100`;

  test(
    'are killed, whatever they ignore',
    async () => {
      const id = await start(task({ commands: [stubborn] }));
      await waitFor(async () => (await logsOf(id)).includes('INFO started'), 60_000);
      await call('DELETE', `/executions/${id}/kill`);
      expect((await ended(id)).taskRunList?.[0]?.state.current).toBe('KILLED');
    },
    TIMEOUT_MS,
  );

  test(
    'are ended by their timeout',
    async () => {
      const { id, state } = await run(task({ timeout: 'PT2S', commands: [stubborn] }));
      expect(state.current).toBe('FAILED');
      expect(await logsOf(id)).toContain('ERROR Timeout after 00:00:02.000');
    },
    TIMEOUT_MS,
  );

  test(
    'have the memory that they are given',
    async () => {
      const { id, taskRunList } = await run(
        task({ commands: ['exec tail /dev/zero'] }, { memory: { memory: '16MB' } }),
      );
      expect(taskRunList?.[0]?.outputs?.exitCode).toBe(137);
      expect((await logsOf(id)).join()).toContain('used more memory than `memory`');
    },
    TIMEOUT_MS,
  );

  test(
    'lose no line of many',
    async () => {
      const { id } = await run(task({ commands: ['seq 1 20000'] }));
      expect(await logsOf(id)).toHaveLength(20_000);
    },
    TIMEOUT_MS,
  );

  test(
    'say which image or program is missing',
    async () => {
      const commands = ['true'];
      const { id } = await run(
        task(
          { id: 'never', containerImage: 'not-here', commands, allowFailure: true },
          { pullPolicy: 'NEVER' },
        ),
        task({ id: 'pull', containerImage: 'localhost:9/not-here', commands, allowFailure: true }),
        task({ id: 'program', interpreter: ['/no/such/shell'], commands }),
      );
      expect(await logsOf(id)).toEqual([
        expect.stringContaining('does not have the image not-here'),
        expect.stringContaining('The image localhost:9/not-here could not be pulled: '),
        expect.stringContaining('/no/such/shell'),
      ]);
    },
    TIMEOUT_MS,
  );

  test('leave no container behind', async () => {
    expect(await containers()).toEqual([]);
  });
});
