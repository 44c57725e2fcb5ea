import { TaskType } from '../../api/plugin-type.js';
import { CommandsBase } from './commands-base.js';

@TaskType({ type: 'io.kestra.plugin.scripts.shell.Commands', title: 'Run shell commands.' })
export class ShellCommandsTask extends CommandsBase {
  override containerImage = 'ubuntu';
}
