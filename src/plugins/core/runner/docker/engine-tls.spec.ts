import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DockerPlace } from '../../../api/task-runner.js';
import { selfSignedCertificate } from '../../../../testing/certificate.js';
import { FakeDockerEngine } from '../../../../testing/fake-docker-engine.js';
import { fakeServices, runTask } from '../../../../testing/fake-run-context.js';

const SERVER = selfSignedCertificate();
const CLIENT = selfSignedCertificate();

let engine: FakeDockerEngine;
let certPath: string;

beforeEach(async () => {
  engine = await FakeDockerEngine.start({ ...SERVER, ca: CLIENT.cert });
  certPath = await mkdtemp(join(tmpdir(), 'docker-certificates-'));
});
afterEach(async () => {
  await engine.stop();
  await rm(certPath, { recursive: true });
});

async function certificates(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(certPath, `${name}.pem`), content);
  }
}

async function printed(docker: DockerPlace, host?: string): Promise<string[]> {
  const { settings } = fakeServices();
  const { logs } = await runTask({
    task: {
      type: 'io.kestra.plugin.scripts.shell.Commands',
      inputFiles: { 'in.txt': 'over TLS' },
      commands: ['cat in.txt'],
      taskRunner: { type: 'io.kestra.plugin.scripts.runner.docker.Docker', ...(host && { host }) },
    },
    services: { settings: { ...settings, taskRunners: { mode: 'DOCKER', docker } } },
  });
  return logs.map(({ message }) => message);
}

describe('a remote Docker engine', () => {
  test.each(['tcp', 'https'])('is reached by %s with certificates', async (protocol) => {
    await certificates({ ca: SERVER.cert, ...CLIENT });
    const host = engine.host.replace('tcp', protocol);
    expect(await printed({ host, tls: { verify: true, certPath } })).toEqual(['over TLS']);
    expect(engine.running).toBe(0);
  });

  test('of the task is reached with the certificates of the server', async () => {
    await certificates({ ca: SERVER.cert, ...CLIENT });
    const place = { host: 'tcp://127.0.0.1:1', tls: { verify: true, certPath } };
    expect(await printed(place, engine.host)).toEqual(['over TLS']);
  });

  test('is trusted as it is when nobody wants its certificate checked', async () => {
    await certificates({ ...CLIENT });
    const host = engine.host;
    expect(await printed({ host, tls: { verify: false, certPath } })).toEqual(['over TLS']);
    await expect(printed({ host, tls: { verify: true, certPath } })).rejects.toThrow(
      `DOCKER_CERT_PATH: there is no ca.pem in ${certPath}`,
    );
  });

  test('with a wrong certificate is not spoken to, and the error says so', async () => {
    await certificates({ ca: CLIENT.cert, ...CLIENT });
    const wrong = printed({ host: engine.host, tls: { verify: true, certPath } });
    await expect(wrong).rejects.toThrow(
      new RegExp(`cannot reach a Docker engine \\(${engine.host}: .*certificate`),
    );
    expect(engine.calls).toEqual([]);
  });

  test('that wants a certificate says so to who has none', async () => {
    await certificates({ ca: SERVER.cert });
    const stranger = printed({ host: engine.host, tls: { verify: true, certPath } });
    await expect(stranger).rejects.toThrow('cannot reach a Docker engine');
    expect(engine.calls).toEqual([]);
  });
});
