import { Injectable } from '@nestjs/common';
import { InvalidEntityError } from '../model/errors.js';
import type { Violation } from '../model/errors.js';
import { FlowDocuments } from './flow-documents.js';
import { SaveFlow } from './save-flow.js';
import type { BulkResult, FlowIdentity } from './save-flow.js';
import { SearchFlows } from './search-flows.js';
import { splitDocuments, withNamespace } from './source-text.js';

export interface BulkOptions {
  /** Flows of the namespace that the text does not name are deleted. */
  readonly remove: boolean;
  /** Every document is moved to the namespace. */
  readonly override?: boolean;
  /** Documents of child namespaces are fine too. */
  readonly children?: boolean;
}

/** Many flows at once, all or none (api.md §6). */
@Injectable()
export class UpdateNamespace {
  constructor(
    private readonly documents: FlowDocuments,
    private readonly saveFlow: SaveFlow,
    private readonly searchFlows: SearchFlows,
  ) {}

  /** Without a namespace the documents may name any; what is removed then are the flows of the namespaces named. */
  async run(
    namespace: string | undefined,
    text: string,
    options: BulkOptions,
  ): Promise<BulkResult> {
    const sources = splitDocuments(text).map((source) =>
      namespace !== undefined && options.override ? withNamespace(source, namespace) : source,
    );
    const identities = this.check(namespace, sources, options);
    const remove = options.remove ? await this.leftOut(namespace, identities) : [];
    return this.saveFlow.saveAll(sources, remove);
  }

  private check(
    namespace: string | undefined,
    sources: readonly string[],
    options: BulkOptions,
  ): FlowIdentity[] {
    const violations: Violation[] = [];
    const identities = new Map<string, FlowIdentity>();
    for (const source of sources) {
      const parsed = this.documents.parse(source);
      violations.push(...parsed.violations);
      const { namespace: own = '', id = '' } = parsed.identity;
      const child = options.children === true && own.startsWith(`${namespace}.`);
      if (namespace !== undefined && own !== namespace && !child) {
        const message = `Invalid namespace '${own}', expected '${namespace}'`;
        violations.push({ path: 'flow.namespace', message });
      }
      if (identities.has(`${own}/${id}`)) {
        violations.push({ path: 'flow.id', message: `Duplicate flow id: ${id}` });
      }
      identities.set(`${own}/${id}`, { namespace: own, id });
    }
    if (violations.length > 0) {
      throw new InvalidEntityError(violations);
    }
    return [...identities.values()];
  }

  private async leftOut(
    namespace: string | undefined,
    kept: readonly FlowIdentity[],
  ): Promise<FlowIdentity[]> {
    const namespaces =
      namespace === undefined
        ? [...new Set(kept.map((identity) => identity.namespace))]
        : [namespace];
    const filter = { field: 'namespace', operation: 'IN', value: namespaces } as const;
    const { results } =
      namespaces.length === 0 ? { results: [] } : await this.searchFlows.search([filter]);
    const names = new Set(kept.map(({ namespace: own, id }) => `${own}/${id}`));
    return results.map(({ row }) => row).filter((row) => !names.has(`${row.namespace}/${row.id}`));
  }
}
