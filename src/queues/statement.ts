import { stringifyJson } from '../model/json.js';

/**
 * Group commit: what many executions have to write goes into one statement, a data-modifying CTE per kind of row, each
 * fed with one JSON array. One round trip and one commit whatever their number. Kinds without rows are left out; the
 * statement is prepared once per combination.
 *
 * The CTE `fence` locks this process's row of `services` against being declared dead (`for key share` does not collide
 * with its own heartbeat). Without that row nothing is written at all: whoever took over has the truth.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** SQL of one kind of row. `rows` stands for the JSON array, to be read with json_to_recordset. */
export type StatementPart = (rows: string) => string;

export class StatementBuilder<Kind extends string> {
  private readonly kinds: readonly Kind[];
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly parts: Readonly<Record<Kind, StatementPart>>,
  ) {
    this.kinds = Object.keys(parts) as Kind[];
  }

  /** Its only row tells in `alive` whether the process still counts as alive, hence whether anything was written. */
  build(processId: string, rows: Readonly<Record<Kind, readonly unknown[]>>): Statement {
    const used = this.kinds.filter((kind) => rows[kind].length > 0);
    const name = `${this.prefix}-${this.maskOf(used).toString(36)}`;
    let text = this.texts.get(name);
    if (text === undefined) {
      text = this.textOf(used);
      this.texts.set(name, text);
    }
    return { name, text, values: [processId, ...used.map((kind) => storableJson(rows[kind]))] };
  }

  private maskOf(used: readonly Kind[]): number {
    return used.reduce((bits, kind) => bits + 2 ** this.kinds.indexOf(kind), 0);
  }

  private textOf(used: readonly Kind[]): string {
    const parts = used.map(
      (kind, index) => `, "${kind}" as (${this.parts[kind](`$${index + 2}::json`)})`,
    );
    // A CTE that only selects runs only when it is read.
    const reads = used.filter((kind) => this.parts[kind]('').startsWith('select'));
    const columns = reads.map((kind) => `, (select count(*) from "${kind}") as "${kind}"`);
    return `with fence as (select id from services where id = $1 for key share)${parts.join('')}
      select exists (select from fence) as alive${columns.join('')}`;
  }
}

/** PostgreSQL text knows neither NUL nor half a surrogate pair; both become U+FFFD. */
function storableJson(value: unknown): string {
  const text = stringifyJson(value);
  return UNSTORABLE.test(text) ? text.replace(UNSTORABLE_ESCAPE, '$1\\ufffd') : text;
}

const UNSTORABLE = /\\u0000|\\ud[89a-f]/;
const UNSTORABLE_ESCAPE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** An event for an execution that the writer does not hold. */
export interface EventRow {
  readonly execution_id: string;
  readonly event: object;
  /** Who waits for the answer (channel `answers`). */
  readonly reply_to?: string;
}

export interface Notification {
  readonly channel: Channel;
  readonly payload: string;
}

/** NOTIFY channels: hints only, a slow poll finds what a lost one would have told. */
export const CHANNELS = [
  'execution_events',
  'worker_jobs',
  'worker_kills',
  'executions',
  'answers',
  'announcements',
  'triggers',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Parts that several statements share. */
export const EVENT_PARTS = {
  events: (rows) => `insert into execution_events (execution_id, event, reply_to)
    select x.* from fence, json_to_recordset(${rows}) as x(execution_id text, event json, reply_to text)`,
  logs: (
    rows,
  ) => `insert into logs (timestamp, level, namespace, flow_id, task_id, execution_id, task_run_id,
      attempt_number, trigger_id, thread, message)
    select x.timestamp, array_position(array['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'], x.level) - 1, x.namespace,
      x."flowId", x."taskId", x."executionId", x."taskRunId", x."attemptNumber", x."triggerId", x.thread, x.message
    from fence, json_to_recordset(${rows}) as x(timestamp timestamptz, level text, namespace text, "flowId" text,
      "taskId" text, "executionId" text, "taskRunId" text, "attemptNumber" integer, "triggerId" text, thread text,
      message text)`,
  metrics: (
    rows,
  ) => `insert into metrics (timestamp, namespace, flow_id, task_id, execution_id, task_run_id, type, name,
      value, tags)
    select x.timestamp, x.namespace, x."flowId", x."taskId", x."executionId", x."taskRunId", x.type, x.name, x.value,
      x.tags
    from fence, json_to_recordset(${rows}) as x(timestamp timestamptz, namespace text, "flowId" text, "taskId" text,
      "executionId" text, "taskRunId" text, type text, name text, value double precision, tags jsonb)`,
  notifications: (rows) => `select pg_notify(x.channel, x.payload)
    from fence, json_to_recordset(${rows}) as x(channel text, payload text)`,
} satisfies Record<string, StatementPart>;
