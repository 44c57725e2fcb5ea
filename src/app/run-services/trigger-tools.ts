import { Injectable } from '@nestjs/common';
import { IllegalStateError } from '../../model/errors.js';
import type { TriggerRef } from '../../model/trigger.js';
import type { TriggersPort } from '../../plugins/api/run-context.js';
import type { ManageTriggers } from '../../triggers/index.js';

/** Triggers as tasks may handle them (triggers.md §8). */
@Injectable()
export class TriggerTools implements TriggersPort {
  private triggers: Pick<ManageTriggers, 'setDisabled'> | undefined;

  /** Triggers are evaluated with the services that these tools belong to: they are handed over when both exist. */
  connect(triggers: Pick<ManageTriggers, 'setDisabled'>): void {
    this.triggers = triggers;
  }

  async setEnabled(ref: TriggerRef, enabled: boolean): Promise<void> {
    if (this.triggers === undefined) {
      throw new IllegalStateError('The server is starting: try again');
    }
    await this.triggers.setDisabled(ref, !enabled);
  }
}
