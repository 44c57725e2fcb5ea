import { Injectable } from '@nestjs/common';
import { IllegalArgumentError } from '../model/errors.js';
import { Config } from '../platform/config/index.js';
import type { Filter } from '../platform/database/filter-sql.js';
import { SearchFlows } from './search-flows.js';

/** Namespaces as flows imply them: every namespace of a flow, its ancestors, and the system namespace. */
@Injectable()
export class Namespaces {
  constructor(
    private readonly flows: SearchFlows,
    private readonly config: Config,
  ) {}

  /** Sorted. Filters: `q` (part of the id), `namespace`; @throws IllegalArgumentError for others. */
  async search(filters: readonly Filter[]): Promise<string[]> {
    const ids = new Set([this.config.flow.systemNamespace]);
    for (const namespace of await this.flows.namespaces()) {
      withAncestors(namespace).forEach((id) => ids.add(id));
    }
    return [...ids].filter((id) => filters.every((filter) => matches(id, filter))).sort();
  }

  /** Whether a flow lives in it or below. */
  async exists(namespace: string): Promise<boolean> {
    return (await this.search([])).includes(namespace);
  }
}

/** `a.b.c` → `a`, `a.b`, `a.b.c`. */
function withAncestors(namespace: string): string[] {
  const parts = namespace.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

function matches(id: string, { field, operation, value }: Filter): boolean {
  const texts = [value].flat().map(String);
  switch (field) {
    case 'q':
      return texts.some((text) => text === '*' || id.toLowerCase().includes(text.toLowerCase()));
    case 'namespace':
      return texts.some(
        (text) =>
          id === text || (operation !== 'EQUALS' && operation !== 'IN' && id.startsWith(text)),
      );
    case 'existingOnly':
      return true;
    default:
      throw new IllegalArgumentError(
        `Field \`${field}\` cannot be filtered on, only q, namespace, existingOnly`,
      );
  }
}
