import type { PluginKind } from './plugin-definition.js';
import type { ValueType } from './property.js';

/** A class behind a `type:`; created without arguments. */
export type PluginClass<T extends object = object> = new () => T;

export interface PluginTypeOptions {
  /** Canonical name. */
  readonly type: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  /** Markdown. */
  readonly description?: string;
  readonly deprecated?: boolean;
  /** Of a task: it runs a child process or occupies a processor; `kestra.worker.threads` of them run at once. */
  readonly heavy?: boolean;
  /** What `outputs.<id>` holds, or `trigger` for a trigger: by name, the type and a text for readers. */
  readonly outputs?: PluginOutputs;
}

export type PluginOutputs = Readonly<Record<string, readonly [ValueType, string]>>;

export interface PluginType extends PluginTypeOptions {
  readonly kind: PluginKind;
}

const TYPES = new WeakMap<object, PluginType>();

/** Marks a task. With a `run` method a worker runs it; without, its meaning is in the engine. */
export const TaskType = (options: PluginTypeOptions): ClassDecorator => marker('task', options);

/** Marks a trigger. */
export const TriggerType = (options: PluginTypeOptions): ClassDecorator =>
  marker('trigger', options);

/** Marks a condition. */
export const ConditionType = (options: PluginTypeOptions): ClassDecorator =>
  marker('condition', options);

/** Marks a task runner: where the commands of script tasks run. */
export const TaskRunnerType = (options: PluginTypeOptions): ClassDecorator =>
  marker('task-runner', options);

/** Undefined for a class that no decorator marks itself; a marked superclass does not count. */
export function pluginTypeOf(target: object): PluginType | undefined {
  return TYPES.get(target);
}

function marker(kind: PluginKind, options: PluginTypeOptions): ClassDecorator {
  return (target) => {
    TYPES.set(target, { ...options, kind });
  };
}
