import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './client.js';
import { queryOf } from './query.js';

export interface KestraOptions {
  /** e.g. `http://localhost:8080`. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Goes before user and password. */
  readonly token?: string;
  /** Stands in for `globalThis.fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

export type KestraClient = Client<paths>;

/** Headers of a call whose body is a text: `createFlow` and the like take YAML. */
export const YAML = { 'Content-Type': 'application/x-yaml' } as const;
export const TEXT = { 'Content-Type': 'text/plain' } as const;

/**
 * A client with one method per HTTP verb; paths, parameters, bodies and answers are typed by the OpenAPI document. An
 * answer is `{ data }`, or `{ error }` with the server's ErrorBody.
 */
export function kestraClient({ url, fetch, ...credentials }: KestraOptions): KestraClient {
  return createClient<paths>({
    baseUrl: url.replace(/\/+$/, ''),
    headers: authorization(credentials),
    querySerializer: queryOf,
    bodySerializer: serialized,
    ...(fetch && { fetch }),
  });
}

type Credentials = Pick<KestraOptions, 'user' | 'password' | 'token'>;

function authorization({ user, password, token }: Credentials): Record<string, string> {
  if (token !== undefined) {
    return { Authorization: `Bearer ${token}` };
  }
  return user === undefined || password === undefined
    ? {}
    : { Authorization: `Basic ${base64(`${user}:${password}`)}` };
}

/** No operation takes a JSON text, so a text is a document already. */
function serialized(body: unknown): string | FormData {
  return body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body);
}

/** `btoa` takes one byte per character only. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
