import type { Variables } from './variables.js';

/** A promise only when a function of the template was asynchronous. */
export type Rendered<T> = T | Promise<T>;

/** A call of the function `http`. */
export interface HttpCall {
  readonly uri: string;
  readonly method: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** What functions with an effect may reach; each may answer at once or later. An absent member fails with a clear message. */
export interface ExpressionHost {
  /** Throws when unknown. */
  secret?(name: string): string | Promise<string>;
  kv?(key: string, namespace: string | undefined, errorOnMissing: boolean): unknown;
  read?(path: string): string | Promise<string>;
  fileUri?(path: string): string;
  fileSize?(path: string): number | Promise<number>;
  fileExists?(path: string): boolean | Promise<boolean>;
  isFileEmpty?(path: string): boolean | Promise<boolean>;
  errorLogs?(): unknown;
  tasksWithState?(state: string): unknown;
  /** Answers with the body, parsed by its content type. */
  http?(call: HttpCall): unknown;
}

export interface RenderOptions {
  readonly variables: Variables;
  readonly host?: ExpressionHost;
  /** Zone id; default the server's zone. */
  readonly timeZone?: string;
  readonly locale?: string;
  /** `kestra.variables.recursive-rendering`. */
  readonly recursive?: boolean;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}
