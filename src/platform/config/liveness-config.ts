import { Min } from 'class-validator';
import { FromKey } from './property.js';

/** How the processes on one database learn of each other's death (engine.md §23.2). */
export class LivenessConfig {
  /** A process beats so often. */
  @FromKey('kestra.server.liveness.heartbeat-interval', 'duration')
  @Min(100)
  heartbeatMs = 3_000;

  /** A process without a heartbeat for so long is dead to the others: they take over what it held. */
  @FromKey('kestra.server.liveness.timeout', 'duration')
  @Min(1_000)
  timeoutMs = 20_000;
}
