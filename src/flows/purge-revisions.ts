import { Injectable } from '@nestjs/common';
import type { RevisionPurge } from '../plugins/api/run-context.js';
import { FlowRepository } from './store/flow.repository.js';

/** Flows whose revisions one statement deletes. */
const CHUNK = 100;

@Injectable()
export class PurgeRevisions {
  constructor(private readonly flows: FlowRepository) {}

  /** Revisions of live flows of exactly that namespace; gives how many. An abort leaves the rest. */
  async run(namespace: string, purge: RevisionPurge, signal?: AbortSignal): Promise<number> {
    const ids = (await this.flows.liveIds(namespace)).filter(purge.matches);
    let count = 0;
    for (let start = 0; start < ids.length; start += CHUNK) {
      signal?.throwIfAborted();
      count += await this.flows.purgeRevisions(namespace, ids.slice(start, start + CHUNK), purge);
    }
    return count;
  }
}
