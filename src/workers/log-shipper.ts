import type { LogEntry } from '../model/log-entry.js';
import type { ResultSink } from '../queues/job-feed.js';
import type { WorkerJob } from '../queues/worker-job.js';
import type { TaskLog } from '../run-context/index.js';

/** Lines of a longer task become readable after this time, or as soon as so many wait. */
const FLUSH_AFTER_MS = 100;
const FLUSH_LINES = 500;

/**
 * Brings the lines of one attempt to the sink while it runs, in order, one batch at a time; what is left at the end goes
 * with the result. A batch that could not be stored is tried again with the next one.
 */
export class LogShipper {
  private timer: NodeJS.Timeout | undefined;
  private shipping: Promise<void> | undefined;
  private unsent: LogEntry[] = [];
  private waiting = 0;
  private ended = false;

  private log: Pick<TaskLog, 'take'> | undefined;

  constructor(
    private readonly job: WorkerJob,
    private readonly sink: Pick<ResultSink, 'append'>,
  ) {}

  /** Where the lines wait. */
  from(log: Pick<TaskLog, 'take'>): void {
    this.log = log;
  }

  /** To be told of every added line. */
  readonly lineAdded = (waiting: number): void => {
    this.waiting = waiting;
    if (this.ended || this.shipping !== undefined) {
      return;
    }
    if (waiting >= FLUSH_LINES) {
      this.ship();
    } else {
      this.timer ??= setTimeout(() => this.ship(), FLUSH_AFTER_MS);
    }
  };

  /** Stops and gives the lines that belong to the result. */
  async finish(): Promise<LogEntry[]> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.shipping;
    return [...this.unsent, ...(this.log?.take() ?? [])];
  }

  private ship(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = [...this.unsent, ...(this.log?.take() ?? [])];
    if (lines.length === 0) {
      return;
    }
    this.unsent = [];
    this.waiting = 0;
    this.shipping = this.sink
      .append(this.job, { logs: lines, metrics: [] })
      .catch(() => {
        this.unsent = lines;
      })
      .finally(() => {
        this.shipping = undefined;
        if (this.waiting > 0 || this.unsent.length > 0) {
          this.lineAdded(this.waiting);
        }
      });
  }
}
