import { IllegalArgumentError } from '../../model/errors.js';
import { Property } from './property.js';
import type { RunContext } from './run-context.js';
import { wildcard } from './wildcard.js';

/** What tasks that clean up in many namespaces have in common: which namespaces they mean. */
export abstract class NamespacePurge {
  @Property('list', {
    description: 'The namespaces; without them and without a pattern, every namespace with flows.',
  })
  namespaces?: string[];

  @Property('string', {
    description:
      'Wildcards (`*`, `?`) that the namespaces must match; not together with `namespaces`.',
  })
  namespacePattern?: string;

  @Property('boolean', { description: 'The namespaces below those listed too.' })
  includeChildNamespaces = true;

  /** @throws IllegalArgumentError when namespaces are given in two ways. */
  protected async namespacesOf(ctx: RunContext): Promise<string[]> {
    const listed = this.namespaces ?? [];
    if (listed.length > 0 && this.namespacePattern !== undefined) {
      throw new IllegalArgumentError('Give either `namespaces` or `namespacePattern`, not both');
    }
    const known = await ctx.flows.namespaces();
    if (this.namespacePattern !== undefined) {
      return known.filter(wildcard(this.namespacePattern));
    }
    return listed.length === 0
      ? known
      : [...new Set([...listed, ...this.childrenOf(listed, known)])];
  }

  private childrenOf(listed: readonly string[], known: readonly string[]): string[] {
    return this.includeChildNamespaces
      ? known.filter((namespace) => listed.some((parent) => namespace.startsWith(`${parent}.`)))
      : [];
  }
}
