import type { Flow } from '../../model/flow.js';
import type { Input } from '../../model/input.js';
import type { Task } from '../../model/task.js';

export class TaskForExecutionResponse {
  id!: string;
  type!: string;
  tasks?: TaskForExecutionResponse[];
  /** Of a Pause, what it asks for at the resume. */
  inputs?: readonly Input[];
  /** Of a Subflow: `namespace.flowId`. */
  subflowId?: string;
}

export class TriggerForExecutionResponse {
  id!: string;
  type!: string;
}

/** What somebody who runs a flow may see of it (api.md §4.4): no properties of tasks and triggers. */
export class FlowForExecutionResponse {
  id!: string;
  namespace!: string;
  revision!: number;
  description?: string;
  inputs?: readonly Input[];
  labels?: Flow['labels'];
  disabled!: boolean;
  deleted!: boolean;
  tasks!: TaskForExecutionResponse[];
  errors?: TaskForExecutionResponse[];
  finally?: TaskForExecutionResponse[];
  afterExecution?: TaskForExecutionResponse[];
  triggers?: TriggerForExecutionResponse[];
}

export function toFlowForExecution(flow: Flow): FlowForExecutionResponse {
  return {
    id: flow.id,
    namespace: flow.namespace,
    revision: flow.revision,
    description: flow.description,
    inputs: ifAny(flow.inputs),
    labels: ifAny(flow.labels),
    disabled: flow.disabled,
    deleted: flow.deleted,
    tasks: flow.tasks.map(toTask),
    errors: ifAny(flow.errors)?.map(toTask),
    finally: ifAny(flow.finally)?.map(toTask),
    afterExecution: ifAny(flow.afterExecution)?.map(toTask),
    triggers: ifAny(flow.triggers)?.map(({ id, type }) => ({ id, type })),
  };
}

function toTask(task: Task): TaskForExecutionResponse {
  const children = childrenOf(task);
  const { onResume, namespace, flowId } = task;
  return {
    id: task.id,
    type: task.type,
    tasks: ifAny(children)?.map(toTask),
    inputs: Array.isArray(onResume) ? (onResume as Input[]) : undefined,
    subflowId: typeof flowId === 'string' ? `${String(namespace)}.${flowId}` : undefined,
  };
}

/** Tasks nested in any property: lists, cases of a Switch, entries of a Dag. */
function childrenOf(task: Task): Task[] {
  return Object.values(task).flatMap((value) => nestedTasks(value));
}

function nestedTasks(value: unknown): Task[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value).flat();
  return items.flatMap((item) => {
    const task: unknown = isEntry(item) ? item.task : item;
    return isTask(task) ? [task] : [];
  });
}

function isEntry(item: unknown): item is { readonly task: unknown } {
  return typeof item === 'object' && item !== null && 'task' in item;
}

function isTask(item: unknown): item is Task {
  return (
    typeof item === 'object' &&
    item !== null &&
    'id' in item &&
    'type' in item &&
    typeof item.id === 'string' &&
    typeof item.type === 'string' &&
    item.type.includes('.')
  );
}

function ifAny<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}
