import { TaskType } from '../../api/plugin-type.js';
import { ProgramBase } from './program-base.js';
import type { ScriptRun } from './script-base.js';
import { SCRIPT_OUTPUTS } from './script-base.js';

@TaskType({
  type: 'io.kestra.plugin.scripts.shell.Script',
  title: 'Run a shell script.',
  heavy: true,
  outputs: SCRIPT_OUTPUTS,
})
export class ShellScriptTask extends ProgramBase {
  protected override readonly usualImage = 'ubuntu';
  override containerImage = this.usualImage;

  protected async main(script: ScriptRun): Promise<string[]> {
    return [await this.programText(script)];
  }
}
