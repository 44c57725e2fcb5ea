import type { TaskRun } from '../../model/task-run.js';
import type { StateType } from '../../model/state.js';
import type { Task } from '../../model/task.js';
import type { EvaluationRequest } from '../commands.js';

/**
 * What a flowable means (engine.md §6). The passes know no flowable by name: they ask these functions. All are pure and
 * total; what a template decides has been evaluated before (`asks`) and is kept in the task run.
 */
export interface Flowable {
  /** The lists of child tasks of the main branch; which of them run is `plan`'s decision. */
  children(task: Task): readonly (readonly Task[])[];
  /** Tasks that run beside the main branch and decide nothing. */
  aside?(task: Task): readonly Task[] | undefined;
  /** Expressions whose values must be known before the first child, asked once when the task run starts. */
  asks?(task: Task): readonly Ask[];
  /** What the answers mean, by the names of `asks`. */
  start?(task: Task, answers: Readonly<Record<string, unknown>>): Started;
  /** The main branch of a started task run; undefined when there is none to take (a Switch without a match). */
  plan(task: Task, run: TaskRun): Plan | undefined;
  /** Its plans are of order `chains`. */
  chained?(task: Task): boolean;
  /** For flowables that do not end with their children: whether the main branch is over, and how. */
  verdict?(task: Task, run: TaskRun): Verdict | undefined;
  /** A chance to do something else than going on with the children, e.g. to pause. */
  hold?(context: HoldContext, children: () => readonly TaskRun[]): Held | undefined;
  /** The value of `Held.ask`. */
  answered?(context: HoldContext, answer: unknown): Held;
  /** A delay of this task run has elapsed; nothing when it no longer matters. */
  elapsed?(context: HoldContext, purpose: string): Held | undefined;
  /** Somebody resumes this PAUSED task run (engine.md §7, §17.3). */
  resumed?(context: HoldContext, by: Resumption): Held;
  /** What becomes of the state that its children give it, before `allowFailure` and the like. */
  ending?(task: Task, state: StateType): StateType;
  /** Its children run the `errors` of the task, not the task run itself. */
  readonly errorsInside?: boolean;
  /** Holds at once, before its children, and is not held up by others that do. */
  readonly pauses?: boolean;
  /** Runs its children again and again; they carry the number of the pass as iteration. */
  readonly loops?: boolean;
  /** A worker runs the main branch and reports the end of the task run itself. */
  readonly onWorker?: boolean;
}

export interface Ask extends Omit<EvaluationRequest, 'key' | 'taskRunId' | 'taskId'> {
  readonly name: string;
}

export type Started =
  | {
      readonly outputs?: Readonly<Record<string, unknown>>;
      readonly memo?: Readonly<Record<string, unknown>>;
    }
  | { readonly error: string };

/**
 * Which children run and when (engine.md §4.5): `tasks` for each of `values`, or once.
 * `sequential`: one after another; `parallel`: all at once; `chains`: one after another per value, values side by side.
 */
export interface Plan {
  /** Without the disabled ones. */
  readonly tasks: readonly Task[];
  readonly values?: readonly string[];
  readonly order: 'sequential' | 'parallel' | 'chains';
  /** Open children at a time; 0 is no limit. */
  readonly limit: number;
  /** Ids that must have ended, in any state, before a task may start. */
  readonly dependsOn?: ReadonlyMap<string, readonly string[]>;
}

/** A main branch that is over although its children do not say so, or is not although they do. */
export interface Verdict {
  readonly ended: boolean;
  /** Counts like the state of one more child. */
  readonly state?: StateType;
}

export interface HoldContext {
  readonly task: Task;
  readonly run: TaskRun;
  readonly at: string;
  /** The children of the main branch have all ended and none FAILED. */
  readonly passed: boolean;
}

/** Who resumes, with which typed values of `onResume`. */
export interface Resumption {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly by?: string;
}

export interface Held {
  readonly memo?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly state?: StateType;
  /**
   * Begin the pass of this number: children of the main branch disappear, the history starts anew, then `state`. It is
   * the iteration of the task run too, unless that is the index of its value already.
   */
  readonly pass?: number;
  readonly delay?: { readonly purpose: string; readonly at: string };
  /** Comes back through `answered`, in the same turn. */
  readonly ask?: Ask;
  /** Start the `aside` tasks now. */
  readonly aside?: boolean;
  /**
   * PAUSED: because of this task run. RESTARTED, RUNNING: once no other task run is paused. CANCELLED: at once, whatever
   * else goes on.
   */
  readonly execution?: 'PAUSED' | 'RESTARTED' | 'RUNNING' | 'CANCELLED';
}

export function sequential(tasks: readonly Task[]): Plan {
  return { tasks, order: 'sequential', limit: 0 };
}

export function listOf(value: unknown): readonly Task[] {
  return Array.isArray(value) ? (value as Task[]) : [];
}

/** A count as flows write it; anything else counts as absent. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) ? count : undefined;
}
