import { Injectable } from '@nestjs/common';
import type { StoredFlow } from './flow-documents.js';
import { SaveFlow } from './save-flow.js';
import { withDisabled } from './source-text.js';

/** Switches flows on and off by rewriting the `disabled:` line of their sources, which makes a revision. */
@Injectable()
export class ToggleFlows {
  constructor(private readonly saveFlow: SaveFlow) {}

  /** The number of flows that changed. A flow that can no longer be read stays as it is. */
  async setDisabled(flows: readonly StoredFlow[], disabled: boolean): Promise<number> {
    const changing = flows.filter(
      ({ row, flow }) => flow !== undefined && row.disabled !== disabled,
    );
    const { saved } = await this.saveFlow.saveAll(
      changing.map(({ row }) => withDisabled(row.source, disabled)),
    );
    return saved.length;
  }
}
