import { Property } from '../../api/property.js';
import type { ScriptRun } from './script-base.js';
import { renderedTexts, ScriptBase } from './script-base.js';

/** A task that runs a list of shell commands. */
export abstract class CommandsBase extends ScriptBase {
  @Property('list', {
    description: 'Shell commands, run one after another.',
    required: true,
    raw: true,
  })
  commands: unknown;

  protected main(script: ScriptRun): Promise<string[]> {
    return renderedTexts(script, this.commands);
  }
}
