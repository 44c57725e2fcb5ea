import type { Violation } from '../../model/errors.js';

export const PLUGIN_KINDS = ['task', 'trigger', 'condition', 'task-runner'] as const;

export type PluginKind = (typeof PLUGIN_KINDS)[number];

/** What the rest of the system may ask about a type that can stand behind `type:` in a flow. */
export interface PluginDefinition {
  readonly kind: PluginKind;
  /** Canonical name, e.g. `io.kestra.plugin.core.log.Log`. */
  readonly type: string;
  readonly aliases: readonly string[];
  readonly deprecated: boolean;
  /** A task that a worker runs; false for flowables and for what the executor does itself (Labels, Subflow …). */
  readonly runnable: boolean;
  /** A task that runs a child process or occupies a processor: few of them run at once. */
  readonly heavy: boolean;
  readonly title: string;
  /** Markdown. */
  readonly description?: string;
  /** Own properties; those that every task or trigger has are checked with them. */
  readonly properties: readonly PropertyDefinition[];
  /** Those that all types of the kind have. */
  readonly commonProperties: readonly PropertyDefinition[];
  readonly outputs: readonly OutputDefinition[];
  /**
   * Every broken rule of a declaration (a plain map as parsed from YAML, with `id` and `type`), paths relative to it:
   * unknown properties, missing mandatory ones, wrong types. Nested tasks are not looked into: see `taskLists`.
   */
  validate(declaration: Readonly<Record<string, unknown>>): Violation[];
}

export interface OutputDefinition {
  readonly name: string;
  readonly valueType: string;
  readonly description: string;
}

export interface PropertyDefinition {
  readonly name: string;
  /** For documentation and JSON schema: `string`, `integer`, `boolean`, `duration`, `map`, `list`, `tasks` … */
  readonly valueType: string;
  readonly required: boolean;
  /** Rendered as an expression. */
  readonly dynamic: boolean;
  readonly defaultValue?: unknown;
  readonly description?: string;
  readonly deprecated?: boolean;
  /** The only texts allowed, for a closed list. */
  readonly values?: readonly string[];
  /** Properties of an object, or of every item when `valueType` is `list`. */
  readonly members?: readonly PropertyDefinition[];
  /**
   * How nested tasks hang in this property: `list` = a list of tasks, `cases` = map name → list of tasks,
   * `dag` = list of `{task, dependsOn}`, `one` = a single task.
   */
  readonly tasks?: 'list' | 'cases' | 'dag' | 'one';
  /** Nested plugins other than tasks: conditions, task runners. */
  readonly plugin?: PluginKind;
}
