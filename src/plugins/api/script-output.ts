import { LOG_LEVELS } from '../../model/task.js';
import type { LogLevel } from '../../model/task.js';
import type { MetricType } from '../../model/log-entry.js';
import { METRIC_TYPES } from '../../model/log-entry.js';
import { parseDuration } from '../../model/duration.js';
import { readJson } from '../../model/json.js';
import { isPlainMap } from './convert-value.js';
import type { RunContext } from './run-context.js';
import type { OutputStream } from './task-runner.js';

const PROTOCOL_LINE = /^::(\{.*\})::$/s;

/** A few waits are nothing to a reader of the log: each stands for thousands of lines. */
const WORTH_SAYING = 50;

/** Reads what a command prints: lines for the log, and the protocol `::{"outputs": …}::` (tasks.md §12). */
export class ScriptOutput {
  readonly vars: Record<string, unknown> = {};
  /** Whether there was a line on the standard error, of the protocol too. */
  hasErrorLines = false;
  private timesHeld = 0;

  constructor(private readonly ctx: Pick<RunContext, 'logger' | 'metrics'>) {}

  /** To be called for each line; a returned promise asks for patience. */
  readonly line = (line: string, stream: OutputStream): Promise<void> | void => {
    const { logger } = this.ctx;
    this.hasErrorLines ||= stream === 'stderr';
    const protocol = PROTOCOL_LINE.exec(line);
    if (protocol === null) {
      logger.log(stream === 'stdout' ? 'INFO' : 'ERROR', line);
    } else {
      this.readProtocol(protocol[1] ?? '');
    }
    const drained = logger.drained();
    this.timesHeld += drained === undefined ? 0 : 1;
    return drained;
  };

  /** To be called at the end: says so when the command often had to wait for its log. */
  end(): void {
    if (this.timesHeld >= WORTH_SAYING) {
      this.ctx.logger.debug(
        `The command printed faster than its log could be stored and was held back ${this.timesHeld} times; ` +
          'no line was dropped. Large output is better written to a file and kept with `outputFiles`.',
      );
    }
  }

  private readProtocol(text: string): void {
    try {
      const said = readJson(text) as { outputs?: unknown; metrics?: unknown; logs?: unknown };
      const metrics = listOf(said.metrics).map(readMetric);
      Object.assign(this.vars, mapOf(said.outputs));
      metrics.forEach(({ type, name, value, tags }) => this.ctx.metrics[type](name, value, tags));
      listOf(said.logs).forEach((entry) =>
        this.ctx.logger.log(levelOf(entry['level']), String(entry['message'])),
      );
    } catch (error) {
      this.ctx.logger.warn(`Invalid outputs '${text}': ${(error as Error).message}`);
    }
  }
}

interface Metric {
  readonly type: MetricType;
  readonly name: string;
  readonly value: number;
  readonly tags?: Readonly<Record<string, string>>;
}

function readMetric(metric: Record<string, unknown>): Metric {
  const { type, name, value, tags } = metric;
  const kind = METRIC_TYPES.find((known) => known === type);
  if (kind === undefined || typeof name !== 'string') {
    throw new SyntaxError(
      `a metric needs a name and a type ${METRIC_TYPES.join(', ')}, got ${String(type)}`,
    );
  }
  // A timer's number is seconds; so are the numbers that parseDuration reads.
  const number = kind === 'timer' ? parseDuration(String(value)) : Number(value);
  if (number === undefined || Number.isNaN(number)) {
    throw new SyntaxError(`the metric ${name} needs a number`);
  }
  const texts = isPlainMap(tags)
    ? Object.entries(tags).map(([key, tag]) => [key, String(tag)] as const)
    : undefined;
  return { type: kind, name, value: number, ...(texts && { tags: Object.fromEntries(texts) }) };
}

function levelOf(level: unknown): LogLevel {
  return LOG_LEVELS.find((known) => known === String(level).toUpperCase()) ?? 'INFO';
}

function mapOf(outputs: unknown): Readonly<Record<string, unknown>> {
  if (outputs !== undefined && outputs !== null && !isPlainMap(outputs)) {
    throw new SyntaxError('`outputs` must be a map');
  }
  return outputs ?? {};
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isPlainMap) : [];
}
