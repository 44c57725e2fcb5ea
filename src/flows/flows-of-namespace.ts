import { Injectable } from '@nestjs/common';
import { NamespaceFlows } from '../files/index.js';
import { SaveFlow } from './save-flow.js';
import { SearchFlows } from './search-flows.js';
import { withNamespace } from './source-text.js';

/** The flows that travel with the files of a namespace. */
@Injectable()
export class FlowsOfNamespace extends NamespaceFlows {
  constructor(
    private readonly saveFlow: SaveFlow,
    private readonly searchFlows: SearchFlows,
  ) {
    super();
  }

  override async save(namespace: string, source: string): Promise<void> {
    await this.saveFlow.createOrUpdate(withNamespace(source, namespace));
  }

  override async sources(namespace: string): Promise<{ id: string; source: string }[]> {
    const { results } = await this.searchFlows.search([
      { field: 'namespace', operation: 'EQUALS', value: namespace },
    ]);
    return results.map(({ row }) => ({ id: row.id, source: row.source }));
  }
}
