import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RunnableTaskError } from '../../../api/runnable-task.js';
import type { TaskRunnerSettings } from '../../../api/task-runner.js';
import { FakeDockerEngine } from '../../../../testing/fake-docker-engine.js';
import { fakeServices, runTask } from '../../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../../testing/memory-files.js';
import { removeOrphanedContainers } from './orphaned-containers.js';

const DOCKER = 'io.kestra.plugin.scripts.runner.docker.Docker';

const PYTHON = { type: 'io.kestra.plugin.scripts.python.Commands' };

let engine: FakeDockerEngine;
let storage: MemoryFiles;

beforeEach(async () => {
  engine = await FakeDockerEngine.start();
  storage = new MemoryFiles();
});
afterEach(() => engine.stop());

function run(
  task: Record<string, unknown>,
  more: {
    runner?: TaskRunnerSettings;
    configurations?: Record<string, Record<string, unknown>>;
    signal?: AbortSignal;
    taskRunId?: string;
  } = {},
) {
  const { settings } = fakeServices();
  return runTask({
    task: { type: 'io.kestra.plugin.scripts.shell.Commands', ...task },
    ...(more.signal && { signal: more.signal }),
    ...(more.taskRunId && { taskRun: { id: more.taskRunId } }),
    services: {
      storage,
      settings: {
        ...settings,
        taskRunners: more.runner ?? { mode: 'DOCKER', docker: { host: engine.host } },
        pluginConfigurations: more.configurations ?? {},
      },
    },
  });
}

async function started(): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!engine.calls.some((call) => call.endsWith('/start'))) {
    if (Date.now() > deadline) {
      throw new Error('no container was started');
    }
    await new Promise(setImmediate);
  }
}

const messages = (logs: readonly { message: string }[]): string[] =>
  logs.map(({ message }) => message);

describe('the Docker task runner', () => {
  test('runs commands in a container of the wanted image and removes it', async () => {
    const { output, logs } = await run({
      containerImage: 'alpine:3',
      commands: ['echo "hello $NAME"', 'echo oops >&2', `echo '::{"outputs":{"n":1}}::'`],
      env: { NAME: 'you' },
    });
    expect(output.outputs).toMatchObject({ exitCode: 0, vars: { n: 1 } });
    expect(logs).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'INFO', message: 'hello you' }),
        expect.objectContaining({ level: 'ERROR', message: 'oops' }),
      ]),
    );
    expect(engine.calls).toEqual([
      'GET /_ping',
      'GET /images/alpine:3/json',
      'POST /images/create',
      'GET /containers/json',
      'POST /containers/create',
      'PUT /containers/ID/archive',
      'POST /containers/ID/attach',
      'POST /containers/ID/start',
      'POST /containers/ID/wait',
      'GET /containers/ID/archive',
      'DELETE /containers/ID',
    ]);
    expect(engine.specs[0]).toMatchObject({
      Image: 'alpine:3',
      Entrypoint: [''],
      Labels: { 'kestra.io/namespace': 'company.team', 'kestra.io/taskrun-attempt': '0' },
    });
  });

  test.each([
    ['of the task', { containerImage: 'a:1', taskRunner: { type: DOCKER, image: 'b:1' } }, 'a:1'],
    ['of the runner', { taskRunner: { type: DOCKER, image: 'b:1' } }, 'b:1'],
    ['of the old options', { runner: 'DOCKER', docker: { image: 'c:1' } }, 'c:1'],
    ['of the old options alone', { docker: { image: 'c:1' } }, 'c:1'],
    ['of the language', {}, 'ubuntu'],
    ['of a Python version', { ...PYTHON, pythonVersion: '3.11' }, 'python:3.11-slim'],
    [
      'of the task before that of a Python version',
      { ...PYTHON, pythonVersion: '3.11', containerImage: 'a:1' },
      'a:1',
    ],
  ])('takes the image %s', async (_whose, properties, image) => {
    await run({ commands: ['true'], ...properties }).catch(() => undefined);
    expect(engine.specs[0]?.Image).toBe(image);
  });

  test('copies files in and, whatever the exit code, back out', async () => {
    const failing = run({
      inputFiles: { 'in/data.txt': 'content', 'empty.txt': '' },
      outputFiles: ['*.out'],
      commands: ['cat in/data.txt empty.txt > copy.out', 'exit 3'],
    });
    const error = (await failing.catch((thrown: unknown) => thrown)) as RunnableTaskError;
    expect(error).toBeInstanceOf(RunnableTaskError);
    expect(error.message).toBe('Command failed with exit code 3');
    const { 'copy.out': uri = '' } = error.outputs['outputFiles'] as Record<string, string>;
    expect(storage.text(uri)).toBe('content');
    expect(engine.running).toBe(0);
  });

  test('mounts the working directory instead when asked to', async () => {
    const { output } = await run({
      taskRunner: { type: DOCKER, fileHandlingStrategy: 'MOUNT' },
      outputFiles: ['x.out'],
      commands: ['echo mounted > x.out'],
    });
    const { 'x.out': uri = '' } = output.outputs?.['outputFiles'] as Record<string, string>;
    expect(storage.text(uri)).toBe('mounted\n');
    expect(engine.calls.filter((call) => call.includes('archive'))).toEqual([]);
  });

  test('hands limits, network, user, ports and hosts on to the engine', async () => {
    await run({
      taskRunner: {
        type: DOCKER,
        user: '1000',
        entryPoint: ['/bin/sh', '-c'],
        networkMode: 'host',
        extraHosts: ['db:10.0.0.1'],
        cpu: { cpus: 1.5 },
        memory: { memory: '512MB', memorySwap: '-1' },
        shmSize: '64m',
        portBindings: ['8080:80', '127.0.0.1:5353:53/udp', '[::1]::9000'],
        delete: false,
      },
      commands: ['true'],
    });
    expect(engine.specs[0]).toMatchObject({
      User: '1000',
      Entrypoint: ['/bin/sh', '-c'],
      ExposedPorts: { '80/tcp': {}, '53/udp': {}, '9000/tcp': {} },
      HostConfig: {
        NetworkMode: 'host',
        ExtraHosts: ['db:10.0.0.1'],
        NanoCpus: 1_500_000_000,
        Memory: 512 * 1024 * 1024,
        MemorySwap: -1,
        ShmSize: 64 * 1024 * 1024,
        PortBindings: {
          '80/tcp': [{ HostPort: '8080' }],
          '53/udp': [{ HostIp: '127.0.0.1', HostPort: '5353' }],
          '9000/tcp': [{ HostIp: '::1', HostPort: '' }],
        },
      },
    });
    expect(engine.running).toBe(1);
  });

  test.each([
    ['ALWAYS', true, 1],
    ['IF_NOT_PRESENT', true, 0],
    ['IF_NOT_PRESENT', false, 1],
    ['NEVER', true, 0],
  ])('with the pull policy %s and a present image: %s', async (pullPolicy, isThere, pulls) => {
    if (isThere) {
      engine.images.add('ubuntu');
    }
    await run({ taskRunner: { type: DOCKER, pullPolicy }, commands: ['true'] });
    expect(engine.calls.filter((call) => call === 'POST /images/create')).toHaveLength(pulls);
  });

  test('with the pull policy NEVER says which image is missing', async () => {
    const task = { taskRunner: { type: DOCKER, pullPolicy: 'NEVER' }, commands: ['true'] };
    await expect(run(task)).rejects.toThrow('does not have the image ubuntu');
  });

  test('removes what a killed server left running for the same task run', async () => {
    const killed = new AbortController();
    const taskRunId = 'again';
    const abandoned = run({ commands: ['sleep 100'] }, { signal: killed.signal, taskRunId });
    const rejected = expect(abandoned).rejects.toThrow();
    await started();
    await run({ commands: ['true'] }, { taskRunId });
    expect(engine.running).toBe(0);
    await rejected;
  });

  test('leaves containers that a later server removes once their own server is dead', async () => {
    const runner = { mode: 'AUTO', docker: { host: engine.host }, processName: 'me' } as const;
    const abandoned = expect(run({ commands: ['sleep 100'] }, { runner })).rejects.toThrow();
    await started();
    expect(await removeOrphanedContainers(runner, (name) => name !== 'me')).toEqual([]);
    expect(await removeOrphanedContainers(runner, (name) => name === 'me')).toHaveLength(1);
    expect(engine.running).toBe(0);
    await abandoned;
  });

  test('logs in at the registry of the image', async () => {
    const config = {
      auths: { 'ghcr.io': { auth: Buffer.from('me:pass:word').toString('base64') } },
    };
    await run({
      containerImage: 'ghcr.io/company/image',
      taskRunner: { type: DOCKER, config },
      commands: ['true'],
    });
    const login = JSON.parse(Buffer.from(engine.logins[0] ?? '', 'base64url').toString()) as object;
    expect(login).toEqual({ serveraddress: 'ghcr.io', username: 'me', password: 'pass:word' });
  });

  test('says why an image could not be pulled', async () => {
    engine.unknownImages.add('nowhere:latest');
    await expect(run({ containerImage: 'nowhere', commands: ['true'] })).rejects.toThrow(
      'The image nowhere could not be pulled: manifest unknown',
    );
  });

  test('stops the container when the task is killed and removes it', async () => {
    const killed = new AbortController();
    const running = run({ commands: ['sleep 100'] }, { signal: killed.signal });
    await started();
    killed.abort(new Error('killed'));
    await expect(running).rejects.toThrow('killed');
    expect(engine.calls).toContain('POST /containers/ID/kill');
    expect(engine.running).toBe(0);
  });

  test('shares folders of the machine only where the administrator allows it', async () => {
    const task = { taskRunner: { type: DOCKER, volumes: ['/srv:/srv'] }, commands: ['true'] };
    await expect(run(task)).rejects.toThrow('volumes: not allowed here');
    await run(task, { configurations: { [DOCKER]: { 'volume-enabled': true } } });
    expect(engine.specs[0]?.HostConfig.Binds).toEqual(['/srv:/srv']);
  });

  test('takes many lines without losing one', async () => {
    const { logs } = await run({ commands: ['seq 1 1900'] });
    expect(messages(logs)).toEqual(Array.from({ length: 1_900 }, (_, index) => `${index + 1}`));
  });
});

describe('without a Docker engine', () => {
  const nowhere = 'unix:///not/there.sock';

  test('commands run as a process if the server leaves the choice, and the log says so', async () => {
    const { logs } = await run(
      { commands: ['echo here'] },
      { runner: { mode: 'AUTO', docker: { host: nowhere } } },
    );
    expect(messages(logs)).toContain('here');
    expect(logs.filter(({ level }) => level === 'WARN')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('No Docker engine answers') }),
    ]);
  });

  test('a server that wants Docker says what to do', async () => {
    await expect(
      run({ commands: ['true'] }, { runner: { mode: 'DOCKER', docker: { host: nowhere } } }),
    ).rejects.toThrow(
      /taskRunner: \{type: io\.kestra\.plugin\.core\.runner\.Process\}.*default-task-runner: PROCESS/,
    );
  });

  test('a server that wants processes never asks for an engine', async () => {
    await run(
      { commands: ['true'] },
      { runner: { mode: 'PROCESS', docker: { host: engine.host } } },
    );
    expect(engine.calls).toEqual([]);
  });
});
