import { Injectable } from '@nestjs/common';
import type { Filter } from '../platform/database/filter-sql.js';
import { FlowDocuments } from './flow-documents.js';
import type { StoredFlow } from './flow-documents.js';
import { FlowSearchRepository } from './store/flow-search.repository.js';
import type { PageOf } from './store/flow-search.repository.js';

export interface FoundFlows {
  readonly results: readonly StoredFlow[];
  readonly total: number;
}

/** Finds live flows. Filters are those of api.md §3. */
@Injectable()
export class SearchFlows {
  constructor(
    private readonly repository: FlowSearchRepository,
    private readonly documents: FlowDocuments,
  ) {}

  /** Without a page size everything that matches. */
  async search(filters: readonly Filter[], page?: PageOf): Promise<FoundFlows> {
    const { rows, total } = await this.repository.search(filters, page);
    return { results: rows.map((row) => this.documents.read(row)), total };
  }

  /** Every live flow, e.g. for the scheduler; those that cannot be read any more have no `flow`. */
  async all(): Promise<readonly StoredFlow[]> {
    return (await this.search([])).results;
  }

  namespaces(q?: string): Promise<string[]> {
    return this.repository.namespaces(q);
  }
}
