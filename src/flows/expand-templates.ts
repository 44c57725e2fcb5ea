import type { Violation } from '../model/errors.js';
import type { Flow } from '../model/flow.js';
import type { Task } from '../model/task.js';
import { isTree } from './document/reader.js';
import type { Tree } from './document/reader.js';
import type { ParsedTemplate } from './parse-template.js';

export const TEMPLATE_TYPE = 'io.kestra.plugin.core.flow.Template';

export type TemplateFinder = (
  namespace: string,
  id: string,
) => Promise<Pick<ParsedTemplate, 'template' | 'declarations' | 'violations'> | undefined>;

/**
 * Puts the tasks of templates into the Template tasks of a flow, and of templates in templates (engine.md §6.5). A task
 * whose template cannot be used gets a `problem` instead; only its own task run fails of it.
 * @param taskIds those of the flow itself: ids are unique in the whole flow.
 */
export async function expandTemplates(
  flow: Flow,
  taskIds: readonly string[],
  find: TemplateFinder,
): Promise<Flow> {
  const expansion = new Expansion(taskIds, find);
  const lists = ['tasks', 'errors', 'finally', 'afterExecution', 'listeners'] as const;
  const expanded: Record<string, unknown> = {};
  for (const list of lists) {
    expanded[list] = await expansion.of(flow[list], []);
  }
  return { ...flow, ...expanded };
}

/** Templates in templates multiply: each of 20 that uses the next one twice would make a million tasks. */
const MOST_TASKS = 10_000;

class Expansion {
  private tasks = 0;
  /** By task id: the template it comes from, empty for the flow. A template may be used several times. */
  private readonly origins: Map<string, string>;

  constructor(
    taskIds: readonly string[],
    private readonly find: TemplateFinder,
  ) {
    this.origins = new Map(taskIds.map((id) => [id, '']));
  }

  async of(value: unknown, within: readonly string[]): Promise<unknown> {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) {
        items.push(await this.of(item, within));
      }
      return items;
    }
    if (!isTree(value)) {
      return value;
    }
    if (value.type === TEMPLATE_TYPE && typeof value.templateId === 'string') {
      return this.task(value, within);
    }
    const members: [string, unknown][] = [];
    for (const [name, member] of Object.entries(value)) {
      members.push([name, await this.of(member, within)]);
    }
    return Object.fromEntries(members);
  }

  private async task(task: Tree, within: readonly string[]): Promise<Tree> {
    const key = `${String(task.namespace)}.${String(task.templateId)}`;
    if (within.includes(key)) {
      return { ...task, problem: `The template '${key}' contains itself` };
    }
    const found = await this.find(String(task.namespace), String(task.templateId));
    if (found?.template === undefined) {
      return { ...task, problem: missing(key, found?.violations) };
    }
    this.tasks += found.declarations.length;
    if (this.tasks > MOST_TASKS) {
      return { ...task, problem: `The templates of the flow have more than ${MOST_TASKS} tasks` };
    }
    const taken = this.claim(key, found.declarations);
    if (taken !== undefined) {
      const problem = `The template '${key}' has a task with the id '${taken}', which the flow has already`;
      return { ...task, problem };
    }
    const inside = [...within, key];
    const { tasks, errors } = found.template;
    return {
      ...task,
      tasks: await this.of(tasks, inside),
      errors: await this.of((task.errors as Task[] | undefined) ?? errors, inside),
    };
  }

  /** The first task id that is somebody else's, if there is one. */
  private claim(key: string, declarations: ParsedTemplate['declarations']): string | undefined {
    const ids = declarations
      .filter(({ kind }) => kind === 'task')
      .map(({ value }) => String(value.id));
    const taken = ids.find((id) => (this.origins.get(id) ?? key) !== key);
    if (taken === undefined) {
      ids.forEach((id) => this.origins.set(id, key));
    }
    return taken;
  }
}

function missing(key: string, violations: readonly Violation[] = []): string {
  const [first] = violations;
  return first === undefined
    ? `Can't find flow template '${key}'`
    : `The template '${key}' cannot be read: ${first.path}: ${first.message}`;
}
