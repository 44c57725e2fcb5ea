import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { IllegalArgumentError } from '../model/errors.js';
import type { HttpAnswer, HttpCall, HttpClient } from '../plugins/api/http-client.js';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_READ_TIMEOUT_MS = 300_000;

/** The server's only HTTP client for outbound calls. undici is loaded at the first call. */
export class FetchHttpClient implements HttpClient {
  private readonly dispatchers = new Map<string, Dispatcher>();

  async send(call: HttpCall): Promise<HttpAnswer> {
    const { fetch } = await import('undici');
    const answer = await fetch(validUrl(call.url), {
      method: call.method,
      headers: headerPairs(call.headers ?? {}),
      redirect: call.followRedirects === false ? 'manual' : 'follow',
      dispatcher: await this.dispatcherFor(call),
      ...(call.body === undefined ? {} : { body: await bodyOf(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    } as Parameters<typeof fetch>[1]).catch(rethrowCause);
    return {
      status: answer.status,
      statusText: answer.statusText,
      url: answer.url || call.url,
      headers: headerLists(answer.headers),
      body: answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body),
    };
  }

  /** Connections are kept per set of options; there are few sets. */
  private async dispatcherFor(call: HttpCall): Promise<Dispatcher> {
    const key = JSON.stringify([call.connectTimeout, call.readTimeout, call.insecure, call.proxy]);
    let dispatcher = this.dispatchers.get(key);
    if (dispatcher === undefined) {
      dispatcher = await newDispatcher(call);
      this.dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  }
}

async function newDispatcher(call: HttpCall): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  const readTimeout = call.readTimeout ?? DEFAULT_READ_TIMEOUT_MS;
  const tls = { rejectUnauthorized: call.insecure !== true };
  const options = { headersTimeout: readTimeout, bodyTimeout: readTimeout };
  const connect = { timeout: call.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS, ...tls };
  if (call.proxy === undefined) {
    return new Agent({ ...options, connect });
  }
  const { url, username, password } = call.proxy;
  const token =
    username === undefined ? undefined : `Basic ${base64(`${username}:${password ?? ''}`)}`;
  return new ProxyAgent({
    ...options,
    uri: url,
    requestTls: tls,
    ...(token === undefined ? {} : { token }),
  });
}

function validUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new IllegalArgumentError(`uri: must be an http or https URL, but received \`${url}\``);
  }
  return parsed;
}

function headerPairs(headers: NonNullable<HttpCall['headers']>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
}

function headerLists(
  headers: Iterable<[string, string]> & { getSetCookie(): string[] },
): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    lists[name] = name === 'set-cookie' ? headers.getSetCookie() : [value];
  }
  return lists;
}

async function bodyOf(body: NonNullable<HttpCall['body']>): Promise<unknown> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return body;
  }
  const { FormData } = await import('undici');
  const form = new FormData();
  for (const { name, content, fileName } of body.parts) {
    if (fileName === undefined) {
      form.append(name, content);
    } else {
      form.append(name, typeof content === 'string' ? new Blob([content]) : content, fileName);
    }
  }
  return form;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** fetch says `fetch failed` and hides the reason. */
function rethrowCause(error: unknown): never {
  if (error instanceof TypeError && error.cause instanceof Error) {
    throw error.cause;
  }
  throw error;
}
