import { openView, outputsOf, taskStatesOf } from '../../engine/index.js';
import type { Execution } from '../../model/execution.js';
import type { Flow } from '../../model/flow.js';
import { endDate, isTerminated, startDate, type StateType } from '../../model/state.js';
import type { TaskRun } from '../../model/task-run.js';
import type { ConditionContext } from '../../plugins/index.js';
import { labelTree } from '../../run-context/index.js';
import type { RunScope } from '../../run-context/index.js';
import type { TriggerRenderer, TriggerRenderers } from '../trigger-renderer.js';

/** An execution that reached a state, as a Flow trigger of the flow `listener` sees it. */
export interface Upstream {
  readonly execution: Execution;
  readonly renderer: TriggerRenderer;
  readonly conditionContext: ConditionContext;
  /** What `when` of 2.0 sees instead of the listener's own: the flow of the execution (triggers.md §5.4). */
  readonly whenRoots: Readonly<Record<string, unknown>>;
  /** Variables of the execution that the trigger makes (triggers.md §5.1). */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An execution with what its expressions see, made once for all listeners. */
export interface Ended {
  readonly execution: Execution;
  readonly taskRuns: readonly TaskRun[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly tasks: Readonly<Record<string, unknown>>;
}

/** Without its flow, which may be gone, there are no outputs of tasks. */
export function endedOf(
  execution: Execution,
  taskRuns: readonly TaskRun[],
  flow: Flow | undefined,
): Ended {
  if (flow === undefined) {
    return { execution, taskRuns, outputs: {}, tasks: {} };
  }
  const view = openView(flow, execution, taskRuns);
  return { execution, taskRuns, outputs: outputsOf(view), tasks: taskStatesOf(view) };
}

/** The execution as it was when it reached the state at `position` of its history; it may have gone on since. */
export function asOf(execution: Execution, state: StateType, position: number): Execution {
  const histories = execution.state.histories.slice(0, position + 1);
  if (histories.at(-1)?.state !== state) {
    return execution;
  }
  const then = { ...execution, state: { current: state, histories } };
  return isTerminated(state) ? then : { ...then, outputs: undefined };
}

/** What a window knows of executions before. */
export interface HeardBefore {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** All that counted, the last one too. */
  readonly executionIds: readonly string[];
}

const NOTHING_BEFORE: HeardBefore = { outputs: {}, executionIds: [] };

export function upstreamOf(
  listener: Flow,
  { execution, taskRuns, outputs, tasks }: Ended,
  renderers: TriggerRenderers,
  before = NOTHING_BEFORE,
): Upstream {
  const variables = triggerVariables(execution, before);
  const scope: RunScope = { flow: listener, execution, outputs, tasks };
  const renderer = renderers.ofExecution(scope, { trigger: variables });
  return {
    execution,
    renderer,
    conditionContext: { flow: listener, execution, taskRuns, ...renderer },
    whenRoots: {
      flow: {
        namespace: execution.namespace,
        id: execution.flowId,
        revision: execution.flowRevision,
      },
    },
    variables,
  };
}

function triggerVariables(
  execution: Execution,
  before: HeardBefore,
): Readonly<Record<string, unknown>> {
  const { id, namespace, flowId, flowRevision, state } = execution;
  const outputs = mergeDeep(before.outputs, execution.outputs ?? {});
  const ended = endDate(state);
  return {
    executionId: id,
    namespace,
    flowId,
    flowRevision,
    state: state.current,
    ...(Object.keys(outputs).length > 0 && { outputs }),
    // Whose files the new execution may use.
    ...(before.executionIds.length > 1 && { executionIds: before.executionIds }),
    executionLabels: labelTree(execution.labels),
    startDate: startDate(state),
    ...(ended !== undefined && { endDate: ended }),
  };
}

type Tree = Readonly<Record<string, unknown>>;

/** Maps are merged, of everything else the later one counts. */
export function mergeDeep(earlier: Tree, later: Tree): Tree {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const before = merged[key];
    merged[key] = isTree(before) && isTree(value) ? mergeDeep(before, value) : value;
  }
  return merged;
}

function isTree(value: unknown): value is Tree {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
