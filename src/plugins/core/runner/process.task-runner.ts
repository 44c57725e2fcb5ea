import { TaskRunnerType } from '../../api/plugin-type.js';
import type { RunContext } from '../../api/run-context.js';
import { PROCESS_RUNNER } from '../../api/task-runner.js';
import type { Command, CommandResult, TaskRunner } from '../../api/task-runner.js';

@TaskRunnerType({
  type: PROCESS_RUNNER,
  aliases: ['io.kestra.core.models.tasks.runners.types.ProcessTaskRunner'],
  title: 'Run commands as processes on the worker.',
})
export class ProcessTaskRunner implements TaskRunner {
  run(ctx: RunContext, command: Command): Promise<CommandResult> {
    return ctx.processes.run(command, ctx.signal);
  }
}
