import { TaskType } from '../../api/plugin-type.js';
import { ProgramBase } from './program-base.js';
import { withJsonNames } from './python-json.js';
import {
  offerKestraModule,
  PYTHON,
  PYTHON_ENVIRONMENT,
  PYTHON_IMAGE,
  PythonProperties,
  setUpCommands,
} from './python.js';
import { pythonImage } from './python-version.js';
import type { ScriptRun } from './script-base.js';
import { SCRIPT_OUTPUTS } from './script-base.js';

@TaskType({
  type: 'io.kestra.plugin.scripts.python.Script',
  title: 'Run a program in Python.',
  heavy: true,
  outputs: SCRIPT_OUTPUTS,
})
@PythonProperties
export class PythonScriptTask extends ProgramBase {
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

  protected async main(script: ScriptRun): Promise<string[]> {
    const text = withJsonNames(await this.programText(script));
    await script.ctx.workingDirectory.write('script.py', text);
    const offered = /\bkestra\b/.test(text) ? await offerKestraModule(script.ctx) : [];
    return [...offered, `${PYTHON} script.py`];
  }
}
