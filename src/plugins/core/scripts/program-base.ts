import { Property } from '../../api/property.js';
import { localizeUris } from '../../api/task-files.js';
import type { ScriptRun } from './script-base.js';
import { ScriptBase } from './script-base.js';

/** A task that runs the text of a program. */
export abstract class ProgramBase extends ScriptBase {
  @Property('string', { description: 'The program.', required: true, raw: true })
  script = '';

  protected async programText({ ctx, variables, downloads }: ScriptRun): Promise<string> {
    return localizeUris(ctx, await ctx.render(this.script, variables), downloads);
  }
}
