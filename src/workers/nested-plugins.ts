import { IllegalArgumentError } from '../model/errors.js';
import { bindPlugin } from '../plugins/api/bind-plugin.js';
import { isRunnableTask } from '../plugins/api/runnable-task.js';
import type { TaskRunner } from '../plugins/api/task-runner.js';
import { pluginClass } from '../plugins/index.js';
import type { NestedPlugins } from '../run-context/index.js';

/** Plugins by their declarations: rendered, checked and run in a given context. */
export const NESTED_PLUGINS: NestedPlugins = {
  async runTask(task, ctx) {
    const instance = await bindPlugin(pluginClass('task', task.type), task, ctx, pluginClass);
    if (!isRunnableTask(instance)) {
      throw new IllegalArgumentError(`${task.type} is not a runnable task`);
    }
    return (await instance.run(ctx)) ?? {};
  },

  async taskRunner(declaration, ctx) {
    const target = pluginClass('task-runner', String(declaration['type']));
    return (await bindPlugin(target, declaration, ctx, pluginClass)) as TaskRunner;
  },
};
