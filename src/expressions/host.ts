import type { Variables } from './variables.js';

/** A promise only when something in the template was really asynchronous. */
export type Rendered<T> = T | Promise<T>;

/** The arguments of the function `http()`; the answer is its body, parsed by its content type. */
export interface HttpCall {
  readonly uri: string;
  readonly method: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * What functions with an effect may reach; each may answer at once or later. A member that is absent makes its
 * function fail with a clear message. Members throw for what is refused or unknown.
 */
export interface ExpressionHost {
  /** Throws when the secret is unknown. */
  secret?(name: string): string | Promise<string>;
  /** Null for a missing key, or an error when `errorOnMissing`; without namespace the flow's own. */
  kv?(key: string, namespace: string | undefined, errorOnMissing: boolean): unknown;
  /** Content of a namespace file (path) or of an internal storage URI. */
  read?(path: string): string | Promise<string>;
  fileUri?(path: string): string;
  /** Bytes of an internal storage URI. */
  fileSize?(path: string): number | Promise<number>;
  fileExists?(path: string): boolean | Promise<boolean>;
  isFileEmpty?(path: string): boolean | Promise<boolean>;
  errorLogs?(): unknown;
  /** Task runs of the execution in a state. */
  tasksWithState?(state: string): unknown;
  http?(call: HttpCall): unknown;
}

export interface RenderOptions {
  readonly variables: Variables;
  readonly host?: ExpressionHost;
  /** Default zone of dates; the process's zone when absent. */
  readonly timeZone?: string;
  /** Default locale of dates and numbers such as `fr` or `de_DE`; English when absent. */
  readonly locale?: string;
  /** `kestra.variables.recursive-rendering`: render until the text is stable. */
  readonly recursive?: boolean;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}
