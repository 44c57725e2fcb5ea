import { createHash } from 'node:crypto';
import { isPlainMap } from '../../api/convert-value.js';
import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';

/** A map kept in the key-value store from one execution to the next. */
export abstract class StateBase {
  @Property('string', { description: 'Name of the state.' })
  name = 'default';

  @Property('boolean', { description: 'All flows of the namespace share it.' })
  namespace = false;

  @Property('boolean', { description: 'Every value of a loop has its own.' })
  taskrunValue = true;

  protected stateKey(ctx: RunContext): string {
    const flow = this.namespace ? '' : `${ctx.flow.id}_`;
    const value = this.taskrunValue && ctx.value !== undefined ? `_${hash(ctx.value)}` : '';
    return `${flow}states_tasks-states_${this.name}${value}`;
  }

  /** Undefined when there is none. */
  protected async read(ctx: RunContext): Promise<Record<string, unknown> | undefined> {
    const value = (await ctx.kv().get(this.stateKey(ctx)))?.value;
    return isPlainMap(value) ? value : undefined;
  }
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 16);
}
