import type { Readable } from 'node:stream';

/** A part of a form: a field, or a file with its name. */
export interface FormPart {
  readonly name: string;
  readonly content: string | Blob;
  readonly fileName?: string;
}

export interface HttpProxy {
  /** `http://host:port` or `socks://host:port`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** What one outbound call needs (tasks.md §5). Durations in milliseconds. */
export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | { readonly parts: readonly FormPart[] };
  readonly connectTimeout?: number;
  readonly readTimeout?: number;
  readonly followRedirects?: boolean;
  readonly insecure?: boolean;
  readonly proxy?: HttpProxy;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  /** After redirects. */
  readonly url: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Readable;
}

/** The one way out for every task that speaks HTTP. Rejects when there is no answer; any status is an answer. */
export interface HttpClient {
  send(call: HttpCall): Promise<HttpAnswer>;
}
