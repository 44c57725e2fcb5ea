import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** A flow was saved or deleted. `revision` is the new latest one. */
export interface FlowChange {
  readonly namespace: string;
  readonly id: string;
  readonly revision: number;
  readonly deleted: boolean;
}

export const FLOWS_CHANNEL = 'flows';

/** `undefined`: any flow may have changed, because messages of other processes may have been missed. */
export type FlowListener = (change: FlowChange | undefined) => void;

/**
 * Tells of saved and deleted flows, after the commit: those of this process at once, those of others through NOTIFY. The
 * own ones are heard twice; listeners must not mind.
 */
@Injectable()
export class FlowEvents implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(FlowEvents.name);
  private readonly listeners = new Set<FlowListener>();
  private stop: () => void = () => undefined;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    this.stop = await this.database.listen(FLOWS_CHANNEL, (payload) => {
      this.publish(payload === '' ? undefined : (JSON.parse(payload) as FlowChange));
    });
  }

  onApplicationShutdown(): void {
    this.stop();
  }

  subscribe(listener: FlowListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  publish(change: FlowChange | undefined): void {
    for (const listener of this.listeners) {
      try {
        listener(change);
      } catch (error) {
        this.logger.error(
          'a listener for flow changes failed',
          error instanceof Error ? error.stack : String(error),
        );
      }
    }
  }
}
