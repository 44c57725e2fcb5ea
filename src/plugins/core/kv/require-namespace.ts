import { IllegalArgumentError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';

/** A namespace exists when it is the flow's or one above, when a flow lives in it, or when it holds a key. */
export async function requireNamespace(ctx: RunContext, namespace: string): Promise<void> {
  const exists =
    `${ctx.flow.namespace}.`.startsWith(`${namespace}.`) ||
    (await ctx.namespaceExists(namespace)) ||
    (await ctx.kv(namespace).keys()).length > 0;
  if (!exists) {
    throw new IllegalArgumentError(`The namespace '${namespace}' does not exist`);
  }
}
