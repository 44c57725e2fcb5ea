import { TaskType } from '../../api/plugin-type.js';
import { CommandsBase } from './commands-base.js';
import { SCRIPT_OUTPUTS } from './script-base.js';

@TaskType({
  type: 'io.kestra.plugin.scripts.shell.Commands',
  title: 'Run shell commands.',
  heavy: true,
  outputs: SCRIPT_OUTPUTS,
})
export class ShellCommandsTask extends CommandsBase {
  protected override readonly usualImage = 'ubuntu';
  override containerImage = this.usualImage;
}
