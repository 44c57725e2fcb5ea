import { RunnableTaskError } from './runnable-task.js';
import { ConditionType, TaskRunnerType, TaskType, TriggerType } from './plugin-type.js';
import { Property } from './property.js';

/** What a package with plugins of other people is given: it need not find these modules by itself. */
export const PLUGIN_API = {
  TaskType,
  TriggerType,
  ConditionType,
  TaskRunnerType,
  Property,
  RunnableTaskError,
} as const;

export type PluginApi = typeof PLUGIN_API;
