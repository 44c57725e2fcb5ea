import { openAsBlob } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Flow } from '../../model/flow.js';
import { isTerminated, type StateType } from '../../model/state.js';
import { StartupError } from '../../platform/startup-error.js';
import { ApiClient } from './api-client.js';
import { readFlowFiles } from './flow-file.js';
import type { GlobalOptions } from './options.js';

const LONGEST_MS = 3_600_000;
const POLL_MS = 200;

interface Run {
  readonly id: string;
  readonly state: { readonly current: StateType };
}

interface Line {
  readonly timestamp: string;
  readonly level: string;
  readonly taskId?: string;
  readonly message: string;
}

/**
 * Runs a flow on a server of its own, which is gone afterwards, and prints its log and its state (cli.md §3). `words` are
 * names and values of inputs in turn; files by their absolute paths. @throws StartupError for a flow that cannot run.
 */
export async function test(
  path: string,
  words: readonly string[],
  options: GlobalOptions,
): Promise<void> {
  if (words.length % 2 !== 0) {
    throw new StartupError('Inputs are pairs of a name and a value; the last name has no value');
  }
  const { flow, source } = await onlyFlow(path);
  const form = await formOf(flow, words);
  const { url, stop } = await temporaryServer(options);
  try {
    const api = new ApiClient({ ...options, server: url, headers: [] }, 'flows');
    await api.send('POST', '/flows', { body: source, contentType: 'application/x-yaml' });
    await runToEnd(api, flow, form);
  } finally {
    await stop();
  }
}

async function onlyFlow(path: string): Promise<{ flow: Flow; source: string }> {
  const { FlowDocuments } = await import('../../flows/index.js');
  const [file, ...more] = await readFlowFiles(path);
  if (file === undefined || more.length > 0) {
    const found = file === undefined ? 0 : more.length + 1;
    throw new StartupError(`Too many flow found, need 1, found ${found}`);
  }
  const { flow, violations } = new FlowDocuments().parse(file.source);
  if (flow === undefined) {
    const lines = violations.map((violation) => `${violation.path}: ${violation.message}`);
    throw new StartupError(`The flow ${path} is not valid:\n${lines.join('\n')}`);
  }
  return { flow, source: file.source };
}

async function formOf({ inputs }: Flow, words: readonly string[]): Promise<FormData> {
  const form = new FormData();
  for (let at = 0; at < words.length; at += 2) {
    const [name = '', value = ''] = words.slice(at, at + 2);
    if (inputs?.find(({ id }) => id === name)?.type === 'FILE') {
      form.append(name, await openAsBlob(value), basename(value));
    } else {
      form.append(name, value);
    }
  }
  return form;
}

async function temporaryServer(
  options: GlobalOptions,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { loadConfig } = await import('../../platform/config/index.js');
  const { ServerLog } = await import('../../platform/logging/server-log.js');
  const { ROLES } = await import('../role.js');
  const { Server } = await import('../server.js');
  const data = await mkdtemp(join(tmpdir(), 'kestra-flow-test-'));
  // Another account runs the database when this one is root; without a way through, its data would stay behind elsewhere.
  await chmod(data, 0o711);
  const storage = join(data, 'storage');
  await mkdir(storage, { mode: 0o700 });
  const log = new ServerLog('WARN');
  Logger.overrideLogger(log);
  const config = loadConfig({
    file: options.config,
    forced: {
      'kestra.data-directory': data,
      'kestra.storage.type': 'local',
      'kestra.storage.local.base-path': storage,
      'kestra.server.basic-auth.enabled': false,
      'micronaut.server.port': 0,
    },
  });
  // Nothing of this may reach the database that the configuration names.
  config.database.url = undefined;
  const server = await Server.start({ config, roles: ROLES, log });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function runToEnd(api: ApiClient, flow: Flow, form: FormData): Promise<void> {
  const created = await api.send('POST', `/executions/${flow.namespace}/${flow.id}`, {
    body: form,
  });
  let run = (await created.json()) as Run;
  for (let waited = 0; !isTerminated(run.state.current) && waited < LONGEST_MS; waited += POLL_MS) {
    await pause(POLL_MS);
    run = (await (await api.send('GET', `/executions/${run.id}`)).json()) as Run;
  }
  const lines = (await (await api.send('GET', `/logs/${run.id}`)).json()) as Line[];
  for (const { timestamp, level, taskId = '', message } of lines) {
    console.log(`${timestamp} ${level} ${taskId} ${message}`);
  }
  console.log(`${flow.namespace}.${flow.id}: ${run.state.current}`);
}
