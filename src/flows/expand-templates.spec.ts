import { describe, expect, test } from '@jest/globals';
import type { Flow } from '../model/flow.js';
import { findPlugin, nearestType } from '../plugins/index.js';
import { expandTemplates } from './expand-templates.js';
import { parseFlow } from './parse-flow.js';
import { parseTemplate } from './parse-template.js';

const options = { catalog: { findPlugin, nearestType } };
const LOG = 'io.kestra.plugin.core.log.Log';
const log = (id: string): string => `{id: ${id}, type: ${LOG}, message: hi}`;
const use = (id: string, templateId: string, more = ''): string =>
  `{id: ${id}, type: io.kestra.core.tasks.flows.Template, namespace: team, templateId: ${templateId}${more}}`;

/** The flow of these tasks with these templates, by id, put into it. */
async function expanded(tasks: string, templates: Record<string, string> = {}): Promise<Flow> {
  const { flow, declarations, violations } = parseFlow(
    `id: f\nnamespace: team\ntasks: [${tasks}]\n`,
    options,
  );
  expect(violations).toEqual([]);
  const ids = declarations.flatMap(({ kind, value }) =>
    kind === 'task' ? [String(value.id)] : [],
  );
  return expandTemplates(flow as Flow, ids, (namespace, id) => {
    const lines = templates[id];
    const source = `id: ${id}\nnamespace: ${namespace}\n${lines}\n`;
    return Promise.resolve(lines === undefined ? undefined : parseTemplate(source, options));
  });
}

describe('expanding templates', () => {
  test('puts the tasks into the Template tasks, wherever these stand, and leaves the rest alone', async () => {
    const nested = `{id: if, type: io.kestra.plugin.core.flow.If, condition: "true", then: [${use('t', 'a', ', args: {x: y}')}]}`;
    const { tasks } = await expanded(`${log('first')}, ${nested}`, {
      a: `tasks: [${log('inside')}]\nerrors: [${log('sorry')}]`,
    });
    expect(tasks[0]).toEqual({ id: 'first', type: LOG, message: 'hi' });
    expect(tasks[1]).toMatchObject({
      then: [{ id: 't', args: { x: 'y' }, tasks: [{ id: 'inside' }], errors: [{ id: 'sorry' }] }],
    });
  });

  test('keeps the errors that the task has itself', async () => {
    const { tasks } = await expanded(use('t', 'a', `, errors: [${log('own')}]`), {
      a: `tasks: [${log('inside')}]\nerrors: [${log('sorry')}]`,
    });
    expect(tasks[0]).toMatchObject({ errors: [{ id: 'own' }] });
  });

  test('expands templates in templates, and one template several times', async () => {
    const templates = { a: `tasks: [${use('inner', 'b')}]`, b: `tasks: [${log('leaf')}]` };
    const { tasks } = await expanded(`${use('t', 'a')}, ${use('u', 'b')}`, templates);
    expect(tasks).toMatchObject([
      { tasks: [{ id: 'inner', tasks: [{ id: 'leaf' }] }] },
      { tasks: [{ id: 'leaf' }] },
    ]);
  });

  test('stops before templates in templates fill the memory', async () => {
    const templates = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `t${n}`,
        `tasks: [${use(`a${n}`, `t${n + 1}`)}, ${use(`b${n}`, `t${n + 1}`)}]`,
      ]),
    );
    const { tasks } = await expanded(use('top', 't0'), templates);
    const text = JSON.stringify(tasks);
    expect(text).toContain('The templates of the flow have more than 10000 tasks');
    expect(text.length).toBeLessThan(10_000_000);
  });

  test.each([
    ['is not there', {}, "Can't find flow template 'team.a'"],
    [
      'contains itself',
      { a: `tasks: [${use('again', 'a')}]` },
      "The template 'team.a' contains itself",
    ],
    [
      'has a task id of the flow',
      { a: `tasks: [${log('first')}]` },
      "The template 'team.a' has a task with the id 'first', which the flow has already",
    ],
    [
      'cannot be read',
      { a: 'tasks: [{id: x, type: gone}]' },
      "The template 'team.a' cannot be read: tasks[0].type: Invalid type: gone",
    ],
  ])('says why a template that %s is not used', async (_case, templates, problem) => {
    const { tasks } = await expanded(`${log('first')}, ${use('t', 'a')}`, templates);
    const text = JSON.stringify(tasks[1]);
    expect(text).toContain(problem);
  });
});

describe('a template document', () => {
  test('is checked like the tasks of a flow', () => {
    const source = `id: a\nnamespace: team\ntriggers: []\ntasks: [${log('x')}, ${log('x')}]\n`;
    expect(parseTemplate(source, options).violations.map(({ path }) => path)).toEqual([
      'triggers',
      'tasks[1].id',
    ]);
    expect(parseTemplate('id: a\nnamespace: team\ntasks: []\n', options).violations).toMatchObject([
      { path: 'tasks', message: 'must not be empty' },
    ]);
    expect(parseTemplate('text', options).template).toBeUndefined();
  });
});
