import type { PluginClass } from '../../api/plugin-type.js';
import { TaskType } from '../../api/plugin-type.js';
import { CommandsBase } from './commands-base.js';
import type { Language } from './language.js';
import { LANGUAGES } from './language.js';
import { ProgramBase } from './program-base.js';
import type { ScriptRun } from './script-base.js';
import { SCRIPT_OUTPUTS } from './script-base.js';

const SHELL = ['/bin/sh', '-c'];

/** `Script` and `Commands` of every language of the list. */
export const LANGUAGE_TASKS: readonly PluginClass[] = LANGUAGES.flatMap((language) => [
  programTask(language),
  commandsTask(language),
]);

function commandsTask(language: Language): PluginClass {
  @TaskType({
    type: `io.kestra.plugin.scripts.${language.name}.Commands`,
    title: `Run commands with ${language.title}.`,
    heavy: true,
    outputs: SCRIPT_OUTPUTS,
  })
  class LanguageCommandsTask extends CommandsBase {
    protected override readonly usualImage = language.image;
    override containerImage: string = this.usualImage;
    override interpreter = [...(language.interpreter ?? SHELL)];
  }
  return LanguageCommandsTask;
}

function programTask(language: Language): PluginClass {
  @TaskType({
    type: `io.kestra.plugin.scripts.${language.name}.Script`,
    title: `Run a program in ${language.title}.`,
    heavy: true,
    outputs: SCRIPT_OUTPUTS,
  })
  class LanguageScriptTask extends ProgramBase {
    protected override readonly usualImage = language.image;
    override containerImage: string = this.usualImage;
    override interpreter = [...(language.interpreter ?? SHELL)];

    protected async main(script: ScriptRun): Promise<string[]> {
      const file = `script${language.extension}`;
      await script.ctx.workingDirectory.write(file, await this.programText(script));
      return [language.command(file)];
    }
  }
  return LanguageScriptTask;
}
