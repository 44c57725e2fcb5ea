import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runTask } from '../testing/fake-run-context.js';
import { findPlugin, loadPlugins } from './index.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugins-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function aPackage(name: string, code: string, manifest: object = {}): Promise<void> {
  const file = join(folder, name, 'index.js');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, code);
  const all = { name, type: 'module', keywords: ['kestra-plugin'], ...manifest };
  await writeFile(join(folder, name, 'package.json'), JSON.stringify(all));
}

const greetings = (type: string): string => `
export function plugins({ TaskType, Property }) {
  class GreetTask {
    name = 'nobody';
    run(ctx) {
      ctx.logger.info('Greeting ' + this.name);
      return { outputs: { text: 'Hello ' + this.name } };
    }
  }
  Property('string', { description: 'Who.', required: true })(GreetTask.prototype, 'name');
  TaskType({ type: '${type}', title: 'Greet.', outputs: { text: ['string', 'The greeting'] } })(GreetTask);
  return [GreetTask];
}`;

describe('loading plugins', () => {
  test('makes the tasks of packages usable in flows, checked like built-in ones', async () => {
    await aPackage('greetings', greetings('com.acme.Greet'));
    await aPackage('node_modules/@acme/more', greetings('com.acme.GreetMore'));
    expect(await loadPlugins(folder)).toEqual(['com.acme.Greet', 'com.acme.GreetMore']);
    const { output, logs } = await runTask({
      task: { type: 'com.acme.Greet', name: '{{ 1 + 1 }}' },
    });
    expect(output.outputs).toEqual({ text: 'Hello 2' });
    expect(logs.map(({ message }) => message)).toEqual(['Greeting 2']);
    const definition = findPlugin('task', 'com.acme.Greet');
    expect(definition?.outputs).toEqual([
      { name: 'text', valueType: 'string', description: 'The greeting' },
    ]);
    expect(definition?.validate({ id: 'a', type: 'com.acme.Greet' })).toEqual([
      { path: 'name', message: 'must not be null' },
    ]);
  });

  test('leaves packages alone that are no plugins', async () => {
    await aPackage('library', 'throw new Error("not to be loaded")', { keywords: [] });
    expect(await loadPlugins(folder)).toEqual([]);
  });

  test('says which package is broken', async () => {
    await aPackage('broken', 'export const nothing = 1;');
    await expect(loadPlugins(folder)).rejects.toThrow(
      /The plugin package .*broken cannot be loaded: it exports no plugin class/,
    );
  });

  test('refuses a type that exists already', async () => {
    await aPackage('thief', greetings('io.kestra.plugin.core.log.Log'));
    await expect(loadPlugins(folder)).rejects.toThrow('is both LogTask and GreetTask');
  });

  test('says that the folder is missing', async () => {
    await expect(loadPlugins(join(folder, 'x'))).rejects.toThrow('does not exist');
  });
});
