import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import type { Command, OutputStream } from '../plugins/api/task-runner.js';
import { ChildProcessLauncher } from './child-process.js';
import { KilledError } from './outcome.js';

const launcher = new ChildProcessLauncher(2, { PATH: process.env['PATH'], INHERITED: 'yes' }, 100);
const untilKilled = (): AbortController => new AbortController();

function shell(script: string, onLine: Command['onLine'] = () => undefined, env = {}): Command {
  return { argv: ['/bin/sh', '-c', script], env, workingDirectory: tmpdir(), onLine };
}

async function linesOf(script: string, env = {}): Promise<[string, OutputStream][]> {
  const lines: [string, OutputStream][] = [];
  await launcher.run(
    shell(script, (line, stream) => void lines.push([line, stream]), env),
    untilKilled().signal,
  );
  return lines;
}

/** A dead process that nobody has asked about yet (a zombie) is dead. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

/** A killed process is still there for a moment. */
async function waitUntilNobodyHas(text: string): Promise<void> {
  const hasIt = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
    } catch {
      return false;
    }
  };
  const deadline = Date.now() + 3_000;
  while (readdirSync('/proc').some(hasIt)) {
    if (Date.now() > deadline) {
      throw new Error('a process is still there');
    }
    await new Promise(setImmediate);
  }
}

describe('running a command', () => {
  test('hands on the lines of both streams, the last one without an end too', async () => {
    expect(await linesOf('echo a; printf b; echo c >&2')).toEqual(
      expect.arrayContaining([
        ['a', 'stdout'],
        ['b', 'stdout'],
        ['c', 'stderr'],
      ]),
    );
  });

  test('gives the environment of the worker and that of the command', async () => {
    expect(await linesOf('echo $INHERITED $OWN', { OWN: 'too' })).toEqual([['yes too', 'stdout']]);
  });

  test("keeps the server's secrets from the command", async () => {
    const environment = {
      PATH: process.env['PATH'],
      SECRET_KEY: 'x',
      KESTRA_DATASOURCES_POSTGRES_PASSWORD: 'x',
      'KESTRA_SERVER_BASIC-AUTH_PASSWORD': 'x',
      MICRONAUT_SERVER_PORT: 'x',
    };
    const lines: string[] = [];
    const command = shell('env | grep -c "=x$"', (line) => void lines.push(line));
    await new ChildProcessLauncher(1, environment).run(command, untilKilled().signal);
    expect(lines).toEqual(['0']);
  });

  test('gives the exit code, and 128 more than the signal that ended it', async () => {
    expect(await launcher.run(shell('exit 7'), untilKilled().signal)).toEqual({ exitCode: 7 });
    expect(await launcher.run(shell('kill -9 $$'), untilKilled().signal)).toEqual({
      exitCode: 137,
    });
  });

  test('says which program is missing', async () => {
    const command = { ...shell(''), argv: ['no-such-program'] };
    await expect(launcher.run(command, untilKilled().signal)).rejects.toThrow(
      'Cannot start "no-such-program"',
    );
  });

  test('cuts a line without end into pieces and keeps every byte', async () => {
    const lengths: number[] = [];
    await launcher.run(
      shell('head -c 3000000 /dev/zero | tr "\\0" x', (line) => void lengths.push(line.length)),
      untilKilled().signal,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(256 * 1024);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(3_000_000);
  });

  test('lets the command wait while the receiver is busy', async () => {
    let open = 0;
    let most = 0;
    let count = 0;
    await launcher.run(
      shell('i=0; while [ $i -lt 50 ]; do echo $i; i=$((i+1)); done', async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        count++;
      }),
      untilKilled().signal,
    );
    expect([most, count]).toEqual([1, 50]);
  });

  test('runs no more than the limit at once', async () => {
    const running: string[] = [];
    const script = 'echo begin; sleep 0.05; echo end';
    const most = { value: 0 };
    const count = (line: string): void => {
      running.push(line);
      const begun =
        running.filter((one) => one === 'begin').length -
        running.filter((one) => one === 'end').length;
      most.value = Math.max(most.value, begun);
    };
    await Promise.all(
      [1, 2, 3, 4].map(() => launcher.run(shell(script, count), untilKilled().signal)),
    );
    expect(running).toHaveLength(8);
    expect(most.value).toBeLessThanOrEqual(2);
  });
});

describe('killing a command', () => {
  test('reaches everything that it started', async () => {
    const controller = untilKilled();
    let grandchild = 0;
    const run = launcher.run(
      shell('sleep 100 & echo $!; wait', (line) => {
        grandchild = Number(line);
        controller.abort(new KilledError());
      }),
      controller.signal,
    );
    await expect(run).rejects.toThrow(KilledError);
    expect(grandchild).toBeGreaterThan(0);
    expect(isAlive(grandchild)).toBe(false);
  });

  test('does not wait for ever for a command that ignores it', async () => {
    const controller = untilKilled();
    const run = launcher.run(
      shell('trap "" TERM; echo ready; while :; do sleep 0.01; done', () =>
        controller.abort(new KilledError()),
      ),
      controller.signal,
    );
    await expect(run).rejects.toThrow(KilledError);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;

  onLinux.each([
    ['ignores it', `trap "" TERM; while :; do sleep 0.01; done`],
    ['has left the process group', 'exec setsid sleep 100'],
    ['has become a daemon', '(setsid sleep 100 <&- >&- 2>&- &); exec sleep 100'],
  ])('reaches a grandchild that %s', async (_what, grandchild) => {
    const controller = untilKilled();
    const mark = `family-${randomUUID()}`;
    const run = launcher.run(
      shell(
        `sh -c '${grandchild}' & echo started; wait`,
        () => void setTimeout(() => controller.abort(new KilledError()), 50),
        { FAMILY: mark },
      ),
      controller.signal,
    );
    await expect(run).rejects.toThrow(KilledError);
    await waitUntilNobodyHas(mark);
  });

  test('before its turn means that it never runs', async () => {
    const controller = untilKilled();
    controller.abort(new KilledError());
    const lines: string[] = [];
    await expect(
      launcher.run(
        shell('echo x', (line) => void lines.push(line)),
        controller.signal,
      ),
    ).rejects.toThrow();
    expect(lines).toEqual([]);
  });
});
