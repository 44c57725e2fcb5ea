import { IllegalArgumentError } from '../../../model/errors.js';
import type { KvPort, RunContext } from '../../api/run-context.js';

/**
 * The pairs of a namespace. It must exist: it is the flow's or one above, a flow lives in it or below, or it holds a key;
 * so a mistyped name is an error rather than an empty store.
 */
export async function namespaceKv(ctx: RunContext, namespace: string): Promise<KvPort> {
  const kv = ctx.kv(namespace);
  const exists =
    `${ctx.flow.namespace}.`.startsWith(`${namespace}.`) ||
    (await ctx.namespaceExists(namespace)) ||
    (await kv.keys()).length > 0;
  if (!exists) {
    throw new IllegalArgumentError(
      `Cannot access the key-value store: The namespace '${namespace}' does not exist`,
    );
  }
  return kv;
}
