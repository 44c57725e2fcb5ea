import { IllegalArgumentError, InvalidEntityError } from '../model/errors.js';
import type { Task } from '../model/task.js';
import { bindPlugin } from '../plugins/api/bind-plugin.js';
import type { PluginClass } from '../plugins/api/plugin-type.js';
import type { RunnableTask } from '../plugins/api/runnable-task.js';
import { isRunnableTask } from '../plugins/api/runnable-task.js';
import type { TaskRunner } from '../plugins/api/task-runner.js';
import { findPlugin, pluginClass } from '../plugins/index.js';
import type { NestedPlugins } from '../run-context/index.js';

function isRunnable(target: PluginClass): boolean {
  return isRunnableTask(target.prototype as object);
}

/** What stands in a flow was checked when the flow was saved; a task that is made by another one was not. */
function refuseInvalid(task: Task): void {
  const violations = findPlugin('task', task.type)?.validate(task) ?? [];
  if (violations.length > 0) {
    throw new InvalidEntityError(violations);
  }
}

/** Plugins by their declarations: rendered, checked and run in a given context. */
export const NESTED_PLUGINS: NestedPlugins = {
  async runTask(task, ctx) {
    const target = pluginClass('task', task.type);
    if (!isRunnable(target)) {
      throw new IllegalArgumentError(`${task.type} is not a runnable task`);
    }
    if (task !== ctx.task) {
      refuseInvalid(task);
    }
    const instance = (await bindPlugin(target, task, ctx, pluginClass)) as RunnableTask;
    return (await instance.run(ctx)) ?? {};
  },

  async taskRunner(declaration, ctx) {
    const target = pluginClass('task-runner', String(declaration['type']));
    return (await bindPlugin(target, declaration, ctx, pluginClass)) as TaskRunner;
  },
};
