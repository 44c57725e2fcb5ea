import type { PluginClass } from '../../api/plugin-type.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import { localizeUris } from '../../api/task-files.js';
import type { Language } from './language.js';
import { LANGUAGES } from './language.js';
import { kestraModule, pipInstall } from './python-modules.js';
import type { ScriptRun } from './script-base.js';
import { renderedTexts, ScriptBase } from './script-base.js';

const PACKAGE = 'io.kestra.plugin.scripts';

/** A task that runs a list of shell commands. */
abstract class CommandsBase extends ScriptBase {
  @Property('list', { description: 'Shell commands, run one after another.', required: true, raw: true })
  commands: unknown;

  protected main(script: ScriptRun): Promise<string[]> {
    return renderedTexts(script, this.commands);
  }
}

/** A task that runs the text of a program. */
abstract class ProgramBase extends ScriptBase {
  @Property('string', { description: 'The program.', required: true, raw: true })
  script = '';

  protected async programText({ ctx, variables, downloads }: ScriptRun): Promise<string> {
    return localizeUris(ctx, await ctx.render(this.script, variables), downloads);
  }
}

@TaskType({ type: `${PACKAGE}.shell.Commands`, title: 'Run shell commands.' })
export class ShellCommandsTask extends CommandsBase {
  override containerImage = 'ubuntu';
}

@TaskType({ type: `${PACKAGE}.shell.Script`, title: 'Run a shell script.' })
export class ShellScriptTask extends ProgramBase {
  override containerImage = 'ubuntu';

  protected async main(script: ScriptRun): Promise<string[]> {
    return [await this.programText(script)];
  }
}

/** `Script` and `Commands` of every other language. */
export const LANGUAGE_TASKS: readonly PluginClass[] = LANGUAGES.flatMap((language) => [
  programTask(language),
  commandsTask(language),
]);

function commandsTask(language: Language): PluginClass {
  class LanguageCommandsTask extends CommandsBase {
    override containerImage = language.image;
    override interpreter = [...(language.interpreter ?? ['/bin/sh', '-c'])];
    protected override readonly languageEnvironment = language.environment ?? {};
  }
  const marked = language.name === 'python' ? withPythonProperties(LanguageCommandsTask) : LanguageCommandsTask;
  TaskType({ type: `${PACKAGE}.${language.name}.Commands`, title: `Run commands with ${language.title}.` })(marked);
  return marked;
}

function programTask(language: Language): PluginClass {
  class LanguageScriptTask extends ProgramBase {
    override containerImage = language.image;
    override interpreter = [...(language.interpreter ?? ['/bin/sh', '-c'])];
    protected override readonly languageEnvironment = language.environment ?? {};

    protected async main(script: ScriptRun): Promise<string[]> {
      const file = `script${language.extension}`;
      await script.ctx.workingDirectory.write(file, await this.programText(script));
      return [language.command(file)];
    }
  }
  const marked = language.name === 'python' ? withPythonProperties(LanguageScriptTask) : LanguageScriptTask;
  TaskType({ type: `${PACKAGE}.${language.name}.Script`, title: `Run a program in ${language.title}.` })(marked);
  return marked;
}
