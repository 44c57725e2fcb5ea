import { describe, expect, test } from '@jest/globals';
import { fakeServices, runTask } from '../../../testing/fake-run-context.js';

const services = fakeServices();
const OTHER = 'somewhere.else';

function run(name: string, properties: Record<string, unknown>, on = services) {
  return runTask({
    task: { type: `io.kestra.plugin.core.kv.${name}`, ...properties },
    services: on,
  });
}

async function outputsOf(...call: Parameters<typeof run>): Promise<unknown> {
  return (await run(...call)).output.outputs;
}

describe('kv.Set', () => {
  test.each([
    ['{{ 1 + 1 }}', 2],
    ['{{ {"a": [1]} }}', { a: [1] }],
    ['in {{ flow.namespace }}', 'in company.team'],
    [7, 7],
    [{ key: '{{ flow.id }}' }, { key: 'flow' }],
  ])('keeps the type of %j', async (value, stored) => {
    await run('Set', { key: 'typed', value });
    expect(await outputsOf('Get', { key: 'typed' })).toEqual({ value: stored });
  });

  test('hands time to live, type, description and the wish not to overwrite on', async () => {
    const calls: unknown[] = [];
    const kv = services.kv('company.team');
    const spied = fakeServices({
      kv: () => ({ ...kv, put: (...call) => Promise.resolve(void calls.push(call)) }),
    });
    const more = { ttl: 'PT1H', kvType: 'number', kvDescription: 'text', overwrite: false };
    await run('Set', { key: 'a', value: '1', ...more }, spied);
    const options = { ttl: 3_600_000, type: 'NUMBER', description: 'text', overwrite: false };
    expect(calls).toEqual([['a', '1', options]]);
  });

  test('refuses to overwrite when told so', async () => {
    await run('Set', { key: 'once', value: 1 });
    await expect(run('Set', { key: 'once', value: 2, overwrite: false })).rejects.toThrow('once');
  });
});

describe('namespaces of the key-value store', () => {
  const tasks = [
    ['Set', { key: 'a', value: 1 }],
    ['Get', { key: 'a' }],
    ['GetKeys', {}],
    ['Delete', { key: 'a' }],
  ] as const;

  test.each(tasks)('kv.%s refuses one that does not exist', async (name, properties) => {
    await expect(run(name, { ...properties, namespace: OTHER })).rejects.toThrow(
      `The namespace '${OTHER}' does not exist`,
    );
  });

  test.each(tasks)('kv.%s takes the own one and those above', async (name, properties) => {
    for (const namespace of ['company.team', 'company']) {
      await run(name, { ...properties, namespace });
    }
  });

  test('one that holds a key exists', async () => {
    await services.kv('filled').put('a', 1);
    expect(await outputsOf('Get', { key: 'a', namespace: 'filled' })).toEqual({ value: 1 });
  });
});

describe('reading and deleting', () => {
  test('a missing key is no value, or an error when asked for', async () => {
    expect(await outputsOf('Get', { key: 'missing' })).toEqual({ value: undefined });
    expect(await outputsOf('Delete', { key: 'missing' })).toEqual({ deleted: false });
    for (const name of ['Get', 'Delete']) {
      await expect(run(name, { key: 'missing', errorOnMissing: true })).rejects.toThrow(
        "No value found for the key 'missing' in the namespace 'company.team'",
      );
    }
  });

  test('a purge deletes what matches, and only expired keys unless told otherwise', async () => {
    const on = fakeServices();
    for (const key of ['tmp.a', 'tmp.b', 'kept']) {
      await run('Set', { key, value: 1 }, on);
    }
    expect(await outputsOf('PurgeKV', { keyPattern: 'tmp.*' }, on)).toEqual({ size: 0 });
    const all = { keyPattern: 'tmp.*', behavior: { type: 'key', expiredOnly: false } };
    expect(await outputsOf('PurgeKV', { ...all, expiredOnly: true }, on)).toEqual({ size: 0 });
    expect(await outputsOf('PurgeKV', all, on)).toEqual({ size: 2 });
    expect(await outputsOf('GetKeys', {}, on)).toEqual({ keys: ['kept'] });
  });

  test('keys are listed by their beginning', async () => {
    const on = fakeServices();
    for (const key of ['a-1', 'a-2', 'b']) {
      await run('Set', { key, value: 1 }, on);
    }
    expect(await outputsOf('GetKeys', { prefix: 'a-' }, on)).toEqual({ keys: ['a-1', 'a-2'] });
    expect(await outputsOf('Delete', { key: 'b' }, on)).toEqual({ deleted: true });
    expect(await outputsOf('GetKeys', {}, on)).toEqual({ keys: ['a-1', 'a-2'] });
  });
});
