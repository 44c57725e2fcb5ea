import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { pluginTypeOf } from './api/plugin-type.js';
import { CORE_PLUGINS } from './core/index.js';
import { allPlugins, findPlugin, nearestType, pluginClass } from './registry.js';

const CORE = join(process.cwd(), 'src/plugins/core');
const PLUGIN_FILE = /\.(task|trigger|condition|task-runner)\.ts$/;

function declaredClasses(): string[] {
  return readdirSync(CORE, { recursive: true, encoding: 'utf8' })
    .filter((file) => PLUGIN_FILE.test(file))
    .flatMap((file) => [
      ...readFileSync(join(CORE, file), 'utf8').matchAll(/^export class (\w+)/gm),
    ])
    .map((match) => match[1] ?? '');
}

describe('the list of plugins', () => {
  test('holds every class of a plugin file exactly once', () => {
    const listed = CORE_PLUGINS.map((plugin) => plugin.name).filter(
      (name) => !name.startsWith('Language'),
    );
    expect(listed.sort()).toEqual(declaredClasses().sort());
  });

  test('gives every name to one class only', () => {
    const names = CORE_PLUGINS.flatMap((plugin) => {
      const type = pluginTypeOf(plugin);
      return [type?.type ?? plugin.name, ...(type?.aliases ?? [])];
    });
    expect(names).toEqual([...new Set(names)]);
  });

  test('knows the old names of the core types', () => {
    expect(findPlugin('task', 'io.kestra.core.tasks.log.Log')?.type).toBe(
      'io.kestra.plugin.core.log.Log',
    );
    expect(findPlugin('task', 'io.kestra.core.tasks.flows.Worker')?.type).toBe(
      'io.kestra.plugin.core.flow.WorkingDirectory',
    );
    expect(
      findPlugin('condition', 'io.kestra.core.models.conditions.types.VariableCondition')?.type,
    ).toBe('io.kestra.plugin.core.condition.Expression');
    expect(
      findPlugin('task-runner', 'io.kestra.core.models.tasks.runners.types.ProcessTaskRunner')
        ?.type,
    ).toBe('io.kestra.plugin.core.runner.Process');
  });

  const aliasFile = join(process.cwd(), '../shared/spec/type-aliases.json');
  const testWithAliases = existsSync(aliasFile) ? test : test.skip;

  testWithAliases(
    'knows every old name of the list in ../shared that stands for a built-in type',
    () => {
      const aliases = JSON.parse(readFileSync(aliasFile, 'utf8')) as Record<string, string>;
      const builtIn = new Map(allPlugins().map((plugin) => [plugin.type, plugin]));
      const unknown = Object.entries(aliases).filter(([old, type]) => {
        const plugin = builtIn.get(type);
        return plugin !== undefined && !plugin.aliases.includes(old) && !builtIn.has(old);
      });
      expect(unknown).toEqual([]);
      expect(
        Object.values(aliases).filter(
          (type) => type.startsWith('io.kestra.plugin.core.') && !builtIn.has(type),
        ),
      ).toEqual([]);
    },
  );

  test('keeps kinds apart', () => {
    expect(findPlugin('task', 'io.kestra.plugin.core.trigger.Flow')).toBeUndefined();
    expect(() => pluginClass('task', 'io.kestra.plugin.core.trigger.Flow')).toThrow('Invalid type');
  });

  test('proposes the type that was meant', () => {
    expect(nearestType('io.kestra.plugin.core.lgo.Log')).toBe('io.kestra.plugin.core.log.Log');
    expect(nearestType('Log', 'task')).toBe('io.kestra.plugin.core.log.Log');
    expect(nearestType('completely.different')).toBeUndefined();
  });

  test('tells runnable tasks from those that the engine runs', () => {
    const runnable = (type: string): boolean | undefined =>
      findPlugin('task', `io.kestra.plugin.core.${type}`)?.runnable;
    expect([runnable('log.Log'), runnable('flow.Sleep'), runnable('execution.Fail')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([runnable('flow.If'), runnable('execution.Labels'), runnable('flow.Subflow')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('describes every property of every plugin', () => {
    const described = allPlugins().flatMap((plugin) => plugin.properties);
    expect(described.length).toBeGreaterThan(300);
    expect(described.filter((property) => property.description === undefined)).toEqual([]);
  });
});
