import type { Entry } from './block.js';
import { familyOf } from './family.js';
import type { Plan } from './flowables/flowable.js';
import { type ExecutionView, ROOT } from './view.js';

/** Ids of the siblings that came after a task run (engine.md §17.2). */
export function successorsOf(view: ExecutionView, taskRunId: string): readonly string[] {
  const entry = view.entries.get(taskRunId);
  const plan = familyOf(view, entry?.run.parentTaskRunId ?? ROOT)?.main;
  if (entry === undefined || plan === undefined) {
    return [];
  }
  return entry.block.entries
    .filter((other) => comesAfter(plan, entry, other))
    .map((other) => other.run.id);
}

function comesAfter(plan: Plan, entry: Entry, other: Entry): boolean {
  const position = other.node?.index ?? 0;
  const own = entry.node?.index ?? 0;
  const value = other.run.iteration ?? 0;
  const ownValue = entry.run.iteration ?? 0;
  switch (plan.order) {
    case 'sequential':
      return value === ownValue ? position > own : value > ownValue && position >= own;
    case 'chains':
      return value === ownValue && position > own;
    case 'parallel':
      return dependsOn(plan, other.run.taskId, entry.run.taskId);
  }
}

function dependsOn(plan: Plan, taskId: string, target: string): boolean {
  const direct = plan.dependsOn?.get(taskId) ?? [];
  return direct.includes(target) || direct.some((id) => dependsOn(plan, id, target));
}
