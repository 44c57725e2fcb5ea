import { TaskType } from '../../api/plugin-type.js';
import { CommandsBase } from './commands-base.js';
import {
  offerKestraModule,
  PYTHON_ENVIRONMENT,
  PYTHON_IMAGE,
  PythonProperties,
  setUpCommands,
} from './python.js';
import { pythonImage } from './python-version.js';
import type { ScriptRun } from './script-base.js';
import { SCRIPT_OUTPUTS } from './script-base.js';

@TaskType({
  type: 'io.kestra.plugin.scripts.python.Commands',
  title: 'Run commands with Python.',
  heavy: true,
  outputs: SCRIPT_OUTPUTS,
})
@PythonProperties
export class PythonCommandsTask extends CommandsBase {
  dependencies: string[] = [];
  pythonVersion?: string;
  packageManager = 'UV';
  dependencyCacheEnabled = true;
  protected override readonly usualImage = PYTHON_IMAGE;
  override containerImage = this.usualImage;
  protected override readonly languageEnvironment = PYTHON_ENVIRONMENT;

  protected override get defaultImage(): string {
    return pythonImage(this.pythonVersion, this.usualImage);
  }

  protected override setUp({ ctx }: ScriptRun): Promise<string[]> {
    return setUpCommands(ctx, this);
  }

  protected override async main(script: ScriptRun): Promise<string[]> {
    return [...(await offerKestraModule(script.ctx)), ...(await super.main(script))];
  }
}
