import { LOG_LEVELS } from '../../model/task.js';
import type { PluginKind } from './plugin-definition.js';
import type { PluginClass } from './plugin-type.js';
import { Property } from './property.js';

/** engine.md §5: what every task may say; the engine and the worker read it from the declaration. */
class TaskProperties {
  @Property('string', { description: 'Unique in the flow.', required: true, dynamic: false })
  id?: string;

  @Property('string', { description: 'Name of the task type.', required: true, dynamic: false })
  type?: string;

  @Property('string', { description: 'Text for readers, in Markdown.', dynamic: false })
  description?: string;

  @Property('map', {
    description: 'When and how often a failed task is tried again.',
    dynamic: false,
  })
  retry?: object;

  @Property('duration', { description: 'Longest time that one attempt may take.', raw: true })
  timeout?: number;

  @Property('boolean', { description: 'Leaves the task out.', dynamic: false })
  disabled?: boolean;

  @Property('any', { description: 'The task is skipped unless this is true.', raw: true })
  runIf?: unknown;

  @Property('any', { description: 'The task is skipped unless this is true.', raw: true })
  when?: unknown;

  @Property('boolean', { description: 'A failure becomes a warning.', dynamic: false })
  allowFailure?: boolean;

  @Property('boolean', { description: 'A warning becomes a success.', dynamic: false })
  allowWarning?: boolean;

  @Property('string', {
    description: 'Lowest level of stored log lines.',
    values: LOG_LEVELS,
    dynamic: false,
  })
  logLevel?: string;

  @Property('boolean', {
    description: 'Log lines go to a file in internal storage.',
    dynamic: false,
  })
  logToFile?: boolean;

  @Property('map', { description: 'Workers that may run the task.', dynamic: false })
  workerGroup?: object;

  @Property('map', { description: 'Workers that may run the task, by tags.', dynamic: false })
  workerSelector?: object;

  @Property('map', {
    description: 'Reuses the outputs of an earlier run: `enabled`, `ttl`.',
    dynamic: false,
  })
  taskCache?: object;

  @Property('any', { description: 'Accepted and ignored.', dynamic: false })
  assets?: unknown;

  @Property('string', {
    description: 'Version of the plugin; accepted and ignored.',
    dynamic: false,
  })
  version?: string;
}

/** triggers.md §1. */
class TriggerProperties {
  @Property('string', {
    description: 'Unique among the triggers of the flow.',
    required: true,
    dynamic: false,
  })
  id?: string;

  @Property('string', { description: 'Name of the trigger type.', required: true, dynamic: false })
  type?: string;

  @Property('string', { description: 'Text for readers, in Markdown.', dynamic: false })
  description?: string;

  @Property('plugins', { description: 'All of them must hold.', plugin: 'condition', raw: true })
  conditions?: unknown;

  @Property('any', { description: 'The trigger fires only if this is true.', raw: true })
  when?: unknown;

  @Property('boolean', { description: 'Switches the trigger off.', dynamic: false })
  disabled?: boolean;

  @Property('labels', { description: 'Labels of the executions it creates.', raw: true })
  labels?: unknown;

  @Property('list', {
    description: 'End states after which the trigger switches itself off.',
    dynamic: false,
  })
  stopAfter?: string[];

  @Property('string', {
    description: 'Lowest level of stored log lines.',
    values: LOG_LEVELS,
    dynamic: false,
  })
  logLevel?: string;

  @Property('string', {
    description: 'Old name of `logLevel`.',
    values: LOG_LEVELS,
    dynamic: false,
    deprecated: true,
  })
  minLogLevel?: string;

  @Property('boolean', {
    description: 'Log lines go to a file in internal storage.',
    dynamic: false,
  })
  logToFile?: boolean;

  @Property('map', { description: 'Workers that may evaluate the trigger.', dynamic: false })
  workerGroup?: object;

  @Property('map', {
    description: 'Workers that may evaluate the trigger, by tags.',
    dynamic: false,
  })
  workerSelector?: object;

  @Property('boolean', { description: 'Does not wait for the execution before.', dynamic: false })
  allowConcurrent?: boolean;

  @Property('boolean', {
    description: 'A failing evaluation creates a failed execution.',
    dynamic: false,
  })
  failOnTriggerError?: boolean;

  @Property('any', { description: 'Accepted and ignored.', dynamic: false })
  assets?: unknown;

  @Property('string', {
    description: 'Version of the plugin; accepted and ignored.',
    dynamic: false,
  })
  version?: string;
}

class TypeProperty {
  @Property('string', { description: 'Name of the type.', required: true, dynamic: false })
  type?: string;

  @Property('string', {
    description: 'Version of the plugin; accepted and ignored.',
    dynamic: false,
  })
  version?: string;
}

/** The class that declares what all types of a kind have in common. */
export const COMMON_PROPERTIES: Record<PluginKind, PluginClass> = {
  task: TaskProperties,
  trigger: TriggerProperties,
  condition: TypeProperty,
  'task-runner': TypeProperty,
};
