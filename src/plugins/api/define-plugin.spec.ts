import { describe, expect, test } from '@jest/globals';
import { Max, Min } from 'class-validator';
import type { Violation } from '../../model/errors.js';
import { bindPlugin } from './bind-plugin.js';
import { definePlugin } from './define-plugin.js';
import { pluginTypeOf, TaskType } from './plugin-type.js';
import type { PluginDefinition } from './plugin-definition.js';
import { Property } from './property.js';

class Window {
  @Property('integer', { description: 'Width.', required: true })
  width = 0;
}

@TaskType({ type: 'test.Sample', title: 'A sample.' })
class SampleTask {
  @Property('string', { description: 'Text.', required: true })
  text = '';

  @Property('integer', { description: 'Number.' })
  @Min(1)
  @Max(9)
  count = 3;

  @Property('boolean', { description: 'Flag.' })
  flag = false;

  @Property('duration', { description: 'Time.' })
  time = 500;

  @Property('string', { description: 'Choice.', values: ['RED', 'GREEN'] })
  colour?: string;

  @Property('list', { description: 'Texts.' })
  texts: string[] = [];

  @Property('map', { description: 'Map.' })
  map?: Record<string, unknown>;

  @Property('object', { description: 'Window.', of: Window })
  window?: Window;

  @Property('string', { description: 'Left alone.', raw: true })
  later = '{{ flow.id }}';

  @Property('string', { description: 'Literal.', dynamic: false })
  literal?: string;
}

function definition(): PluginDefinition {
  const type = pluginTypeOf(SampleTask);
  if (type === undefined) {
    throw new Error('SampleTask has no type');
  }
  return definePlugin(SampleTask, type);
}

const violations = (properties: Record<string, unknown>): Violation[] =>
  definition().validate({ id: 'a', type: 'test.Sample', ...properties });

describe('validating a declaration', () => {
  test('accepts values of the declared types, and texts that say the same', () => {
    expect(
      violations({
        text: 5,
        count: '7',
        flag: 'true',
        time: 'PT1M',
        colour: 'green',
        texts: ['a'],
      }),
    ).toEqual([]);
  });

  test('accepts an expression where any scalar is meant', () => {
    const expression = '{{ inputs.x }}';
    expect(
      violations({ text: expression, count: expression, flag: expression, time: expression }),
    ).toEqual([]);
    expect(
      violations({ text: 'a', colour: expression, texts: expression, map: expression }),
    ).toEqual([]);
  });

  test('says where expressions are not rendered', () => {
    expect(violations({ text: 'x', disabled: '{{ true }}' })).toEqual([
      {
        path: 'disabled',
        message: 'must be true or false, but received `{{ true }}`',
        hint: 'expressions are not rendered here',
      },
    ]);
  });

  test('names every broken rule at once', () => {
    expect(violations({ count: 'many', flag: 3, time: 'soon', colour: 'blue', texts: 5 })).toEqual([
      { path: 'text', message: 'must not be null' },
      { path: 'count', message: 'must be an integer, but received `many`' },
      { path: 'flag', message: 'must be true or false, but received `3`' },
      { path: 'time', message: 'must be an ISO-8601 duration such as PT30S, but received `soon`' },
      { path: 'colour', message: 'must be one of RED, GREEN, but received `blue`' },
      { path: 'texts', message: 'must be a list, but received `5`' },
    ]);
  });

  test('checks the rules beyond types for known values only', () => {
    expect(violations({ text: 'a', count: 12 })).toEqual([
      { path: 'count', message: 'must not be greater than 9' },
    ]);
    expect(violations({ text: 'a', count: '{{ 12 }}' })).toEqual([]);
  });

  test('proposes the property that was meant', () => {
    expect(violations({ text: 'a', cuont: 1 })).toEqual([
      {
        path: 'cuont',
        message: 'Unrecognized field "cuont" (class test.Sample), not marked as ignorable',
        hint: 'did you mean "count"?',
      },
    ]);
  });

  test('looks into objects', () => {
    expect(
      violations({ text: 'a', window: { width: 'wide', height: 1 } }).map((v) => v.path),
    ).toEqual(['window.height', 'window.width']);
  });

  test('checks what all tasks have', () => {
    expect(
      violations({ text: 'a', timeout: 'never', disabled: 'maybe', logLevel: 'LOUD' }).map(
        (v) => v.path,
      ),
    ).toEqual(['timeout', 'disabled', 'logLevel']);
  });
});

describe('binding a declaration', () => {
  const renderer = {
    render: (template: string) =>
      template.replace(/\{\{ (.*?) \}\}/g, (_all, name: string) => VALUES[name] ?? ''),
    renderDeep: (value: unknown) => JSON.parse(renderer.render(JSON.stringify(value))) as unknown,
  };
  const VALUES: Record<string, string> = {
    n: '4',
    big: '12',
    yes: 'true',
    time: 'PT2S',
    list: '["a","b"]',
    word: 'x',
  };
  const bind = (declaration: Record<string, unknown>): Promise<SampleTask> =>
    bindPlugin(SampleTask, declaration, renderer, () => {
      throw new Error('no plugins here');
    });

  test('renders and converts', async () => {
    expect(
      await bind({
        text: 'a {{ word }}',
        count: '{{ n }}',
        flag: '{{ yes }}',
        time: '{{ time }}',
        texts: '{{ list }}',
      }),
    ).toMatchObject({
      text: 'a x',
      count: 4,
      flag: true,
      time: 2000,
      texts: ['a', 'b'],
      later: '{{ flow.id }}',
    });
  });

  test('keeps defaults as they are and takes an empty rendering for absent', async () => {
    expect(await bind({ text: 'a', count: '{{ nothing }}' })).toMatchObject({
      text: 'a',
      count: undefined,
      time: 500,
    });
  });

  test('binds objects by their own rules', async () => {
    const { window } = await bind({ text: 'a', window: { width: '{{ n }}' } });
    expect(window).toBeInstanceOf(Window);
    expect(window?.width).toBe(4);
  });

  test('says which property an expression made wrong', async () => {
    await expect(bind({ text: 'a', count: '{{ word }}' })).rejects.toThrow(
      'count: must be an integer, but received `x`',
    );
    await expect(bind({ text: 'a', count: '{{ big }}' })).rejects.toThrow(
      'count: must not be greater than 9',
    );
  });

  test('takes a property literally when it is not dynamic', async () => {
    expect((await bind({ text: 'a', literal: '{{ word }}' })).literal).toBe('{{ word }}');
  });
});
