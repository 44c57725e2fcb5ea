import { LOG_LEVELS } from '../../model/task.js';
import type { LogLevel } from '../../model/task.js';
import { parseDuration } from '../../model/duration.js';
import { readJson } from '../../model/json.js';
import { isPlainMap } from './convert-value.js';
import type { RunContext } from './run-context.js';
import type { OutputStream } from './task-runner.js';

const PROTOCOL_LINE = /^::(\{.*\})::$/s;

/** Reads what a command prints: lines for the log, and the protocol `::{"outputs": …}::` (tasks.md §12). */
export class ScriptOutput {
  readonly vars: Record<string, unknown> = {};

  constructor(private readonly ctx: Pick<RunContext, 'logger' | 'metrics'>) {}

  /** To be called for each line; a returned promise asks for patience. */
  readonly line = (line: string, stream: OutputStream): Promise<void> | void => {
    const { logger } = this.ctx;
    const protocol = PROTOCOL_LINE.exec(line);
    if (protocol === null) {
      logger.log(stream === 'stdout' ? 'INFO' : 'ERROR', line);
    } else {
      this.readProtocol(protocol[1] ?? '');
    }
    return logger.drained();
  };

  private readProtocol(text: string): void {
    try {
      const said = readJson(text) as { outputs?: unknown; metrics?: unknown; logs?: unknown };
      const metrics = listOf(said.metrics).map(readMetric);
      if (isPlainMap(said.outputs)) {
        Object.assign(this.vars, said.outputs);
      }
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
  readonly type: 'counter' | 'timer';
  readonly name: string;
  readonly value: number;
  readonly tags?: Readonly<Record<string, string>>;
}

function readMetric(metric: Record<string, unknown>): Metric {
  const { type, name, value, tags } = metric;
  const kind = type === 'gauge' ? 'counter' : type;
  if ((kind !== 'counter' && kind !== 'timer') || typeof name !== 'string') {
    throw new SyntaxError(`a metric needs a name and a type counter or timer, got ${String(type)}`);
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

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isPlainMap) : [];
}
