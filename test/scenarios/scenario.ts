import { readdirSync, readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { waitFor } from '../support/wait-for.js';

/** A file of `flows/`: flows, what is done with them, and how the execution must look afterwards. */
export interface Scenario {
  readonly behaviour: string;
  /** Created in this order; the last one is started. Their namespace is `scenarios`. */
  readonly flows: readonly FlowSource[];
  readonly start?: Start;
  readonly steps?: readonly Step[];
  readonly expect: Expected;
}

interface FlowSource {
  readonly id: string;
}

interface Start {
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Uploaded files: content by input. */
  readonly files?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Instead: the key of a Webhook trigger, called with this body. */
  readonly webhook?: { readonly key: string; readonly body: unknown };
}

/** One of these. */
interface Step {
  /** A state of the execution. */
  readonly wait?: string;
  /** `<taskId> <STATE>`. */
  readonly waitTaskRun?: string;
  /** States of the executions of other flows, sorted, by flow id. */
  readonly waitOthers?: Readonly<Record<string, readonly string[]>>;
  /** The command line of a process of this machine. */
  readonly waitProcess?: string;
  /** Values for `onResume`. */
  readonly resume?: Readonly<Record<string, string>>;
  readonly kill?: true;
  readonly restart?: true;
  /** From the task run of this task; the new execution is looked at from then on. */
  readonly replay?: string;
  /** A new revision. */
  readonly update?: FlowSource;
  /** Another execution of the last flow; the first one is still the one that is looked at. */
  readonly startAnother?: true;
}

interface Expected {
  readonly state: string;
  /** All task runs as `<taskId> [<value> ]<STATE>`, in any order. */
  readonly taskRuns: readonly string[];
  readonly histories?: readonly string[];
  /** A subset of the execution's JSON. */
  readonly execution?: object;
  /** Outputs by `<taskId>[ <value>]`. A subset. */
  readonly outputs?: Readonly<Record<string, object>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Parts of log messages, in this order. */
  readonly logs?: readonly string[];
  /** Attempts by task id. */
  readonly attempts?: Readonly<Record<string, number>>;
  /** A command line that no process of this machine has any more. */
  readonly noProcess?: string;
  /** Executions of other flows, or of this one: states by flow id, sorted. */
  readonly others?: Readonly<Record<string, readonly string[]>>;
}

interface TaskRunBody {
  readonly id: string;
  readonly taskId: string;
  readonly value?: string;
  readonly attempts?: readonly unknown[];
  readonly outputs?: object;
  readonly state: { readonly current: string };
}

interface ExecutionBody {
  readonly id: string;
  readonly labels?: readonly { readonly key: string; readonly value: string }[];
  readonly state: {
    readonly current: string;
    readonly histories: readonly { readonly state: string }[];
  };
  readonly taskRunList?: readonly TaskRunBody[];
}

const NAMESPACE = 'scenarios';
const PATIENCE_MS = 15_000;
const DIRECTORY = new URL('./flows/', import.meta.url);

/** By title: those of the named files, without names all. */
export function readScenarios(names?: readonly string[]): [string, Scenario][] {
  const files = names?.map((name) => `${name}.yaml`) ?? readdirSync(DIRECTORY).sort();
  return files.map((file) => {
    const scenario = parse(readFileSync(new URL(file, DIRECTORY), 'utf8')) as Scenario;
    return [scenario.behaviour, scenario];
  });
}

/** Plays a scenario against a server. */
export class Player {
  private executionId = '';

  constructor(
    private readonly url: string,
    private readonly scenario: Scenario,
  ) {}

  async play(): Promise<void> {
    const { flows, start = {}, steps = [], expect: expected } = this.scenario;
    for (const flow of flows) {
      await this.call('POST', '/flows', yaml(flow));
    }
    this.executionId = await this.start(start);
    for (const step of steps) {
      await this.take(step);
    }
    await this.check(expected);
  }

  private get flowId(): string {
    return this.scenario.flows.at(-1)?.id ?? '';
  }

  private async start({ inputs = {}, files = {}, labels = {}, webhook }: Start): Promise<string> {
    if (webhook !== undefined) {
      const path = `/executions/webhook/${NAMESPACE}/${this.flowId}/${webhook.key}`;
      const { id } = await this.call<ExecutionBody>('POST', path, json(webhook.body));
      return id;
    }
    const form = formOf(inputs);
    Object.entries(files).forEach(([id, text]) => form.append('files', new Blob([text]), id));
    const query = new URLSearchParams(
      Object.entries(labels).map(([key, value]): [string, string] => ['labels', `${key}:${value}`]),
    );
    const path = `/executions/${NAMESPACE}/${this.flowId}?${query.toString()}`;
    return (await this.call<ExecutionBody>('POST', path, { body: form })).id;
  }

  private async take(step: Step): Promise<void> {
    const path = `/executions/${this.executionId}`;
    if (step.wait !== undefined) {
      await this.reaches(step.wait);
    } else if (step.waitTaskRun !== undefined) {
      await this.hasTaskRun(step.waitTaskRun);
    } else if (step.waitOthers !== undefined) {
      await this.reachOthers(step.waitOthers);
    } else if (step.waitProcess !== undefined) {
      await waitFor(() => commandLines().includes(step.waitProcess ?? ''));
    } else if (step.resume !== undefined) {
      await this.call('POST', `${path}/resume`, { body: formOf(step.resume) });
    } else if (step.kill === true) {
      await this.call('DELETE', `${path}/kill`);
    } else if (step.restart === true) {
      await this.call('POST', `${path}/restart`);
    } else if (step.replay !== undefined) {
      const { taskRunList = [] } = await this.execution();
      const from = taskRunList.find(({ taskId }) => taskId === step.replay);
      const replay = `${path}/replay?taskRunId=${from?.id ?? ''}`;
      this.executionId = (await this.call<ExecutionBody>('POST', replay)).id;
    } else if (step.update !== undefined) {
      await this.call('PUT', `/flows/${NAMESPACE}/${step.update.id}`, yaml(step.update));
    } else {
      await this.start({});
    }
  }

  private async check(expected: Expected): Promise<void> {
    await this.reaches(expected.state);
    await this.atRest(expected.taskRuns);
    const execution = await this.execution();
    const { taskRunList = [], labels = [], state } = execution;
    expect(execution).toMatchObject(expected.execution ?? {});
    expect(Object.fromEntries(labels.map(({ key, value }) => [key, value]))).toMatchObject(
      expected.labels ?? {},
    );
    if (expected.histories !== undefined) {
      expect(state.histories.map((history) => history.state)).toEqual(expected.histories);
    }
    for (const [name, outputs] of Object.entries(expected.outputs ?? {})) {
      expect(taskRunList.find((run) => nameOf(run) === name)?.outputs).toMatchObject(outputs);
    }
    for (const [taskId, count] of Object.entries(expected.attempts ?? {})) {
      const runs = taskRunList.filter((run) => run.taskId === taskId);
      expect(runs.map(({ attempts }) => attempts?.length)).toEqual(runs.map(() => count));
    }
    await this.checkLogs(expected.logs ?? []);
    if (expected.noProcess !== undefined) {
      const command = expected.noProcess;
      await waitFor(() => !commandLines().includes(command));
    }
    await this.reachOthers(expected.others ?? {});
  }

  /** The execution may have ended before its task runs: those of a killed one end with their worker. */
  private atRest(expected: readonly string[]): Promise<unknown> {
    return waitFor(async () => {
      const { taskRunList = [] } = await this.execution();
      expect(taskRunList.map(described).sort()).toEqual([...expected].sort());
      return true;
    }, PATIENCE_MS);
  }

  private async checkLogs(parts: readonly string[]): Promise<void> {
    const messages = await this.logs();
    const places = parts.map((part) => messages.findIndex((message) => message.includes(part)));
    expect({ messages, missing: parts.filter((_, index) => places[index] === -1) }).toEqual({
      messages,
      missing: [],
    });
    expect(places).toEqual([...places].sort((a, b) => a - b));
  }

  private async logs(): Promise<string[]> {
    const logs = await this.call<{ message: string }[]>('GET', `/logs/${this.executionId}`);
    return logs.map(({ message }) => message);
  }

  private async reachOthers(states: Readonly<Record<string, readonly string[]>>): Promise<void> {
    for (const [flowId, expected] of Object.entries(states)) {
      await waitFor(async () => {
        const path = `/executions?namespace=${NAMESPACE}&flowId=${flowId}&size=100`;
        const { results } = await this.call<{ results: ExecutionBody[] }>('GET', path);
        expect(results.map(({ state }) => state.current).sort()).toEqual([...expected].sort());
        return true;
      }, PATIENCE_MS);
    }
  }

  private reaches(state: string): Promise<unknown> {
    return waitFor(async () => {
      const execution = await this.execution();
      if (execution.state.current !== state) {
        throw new Error(`${state} expected, the execution is ${JSON.stringify(execution)}`);
      }
      return true;
    }, PATIENCE_MS);
  }

  private hasTaskRun(text: string): Promise<unknown> {
    return waitFor(async () => {
      const { taskRunList = [] } = await this.execution();
      return taskRunList.map(described).includes(text);
    }, PATIENCE_MS);
  }

  private execution(): Promise<ExecutionBody> {
    return this.call<ExecutionBody>('GET', `/executions/${this.executionId}`);
  }

  private async call<T>(method: string, path: string, request: RequestInit = {}): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/main${path}`, { method, ...request });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path} is answered with ${answer.status}: ${text}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

function nameOf({ taskId, value }: TaskRunBody): string {
  return value === undefined ? taskId : `${taskId} ${value}`;
}

function described(taskRun: TaskRunBody): string {
  return `${nameOf(taskRun)} ${taskRun.state.current}`;
}

function formOf(values: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [id, value] of Object.entries(values)) {
    form.append(id, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return form;
}

function yaml(flow: FlowSource): RequestInit {
  return {
    headers: { 'content-type': 'application/x-yaml' },
    body: stringify({ ...flow, namespace: NAMESPACE }),
  };
}

function json(body: unknown): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Of every process of this machine. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      } catch {
        return '';
      }
    });
}
