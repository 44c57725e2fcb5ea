import { TaskRunnerType } from '../../api/plugin-type.js';
import type { RunContext } from '../../api/run-context.js';
import type { Command, CommandResult, TaskRunner } from '../../api/task-runner.js';

@TaskRunnerType({
  type: 'io.kestra.plugin.core.runner.Process',
  aliases: ['io.kestra.core.models.tasks.runners.types.ProcessTaskRunner'],
  title: 'Run commands as processes on the worker.',
})
export class ProcessTaskRunner implements TaskRunner {
  run(ctx: RunContext, command: Command): Promise<CommandResult> {
    return ctx.processes.run(command, ctx.signal);
  }
}
