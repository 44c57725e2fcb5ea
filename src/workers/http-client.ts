import { STATUS_CODES } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { IllegalArgumentError } from '../model/errors.js';
import type { HttpAnswer, HttpCall, HttpClient, HttpProxy } from '../plugins/api/http-client.js';
import { socksConnector } from './socks-connector.js';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_READ_TIMEOUT_MS = 300_000;
const MOST_REDIRECTS = 20;

/**
 * The server's only HTTP client for outbound calls. undici is loaded at the first call; its `request` is used rather than
 * `fetch`, which keeps to the rules of browsers: no body with GET, no TRACE, a list of forbidden ports.
 */
export class UndiciHttpClient implements HttpClient {
  private readonly dispatchers = new Map<string, Dispatcher>();

  async send(call: HttpCall): Promise<HttpAnswer> {
    const { request } = await import('undici');
    const url = validUrl(call.url);
    const answer = await request(url, {
      method: call.method as Dispatcher.HttpMethod,
      headers: headersOf(call.headers ?? {}),
      dispatcher: await this.dispatcherFor(call),
      ...(call.body === undefined ? {} : { body: await bodyOf(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    return {
      status: answer.statusCode,
      statusText: answer.statusText || (STATUS_CODES[answer.statusCode] ?? ''),
      url: lastUrl(answer.context) ?? url.toString(),
      headers: headerLists(answer.headers),
      body: decoded(answer.body, answer.headers['content-encoding']),
    };
  }

  /** Connections are kept per set of options; there are few sets. */
  private async dispatcherFor(call: HttpCall): Promise<Dispatcher> {
    const { connectTimeout, readTimeout, insecure, proxy, followRedirects } = call;
    const key = JSON.stringify([connectTimeout, readTimeout, insecure, proxy, followRedirects]);
    let dispatcher = this.dispatchers.get(key);
    if (dispatcher === undefined) {
      dispatcher = await newDispatcher(call);
      this.dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  }
}

async function newDispatcher(call: HttpCall): Promise<Dispatcher> {
  const { interceptors } = await import('undici');
  const readTimeout = call.readTimeout ?? DEFAULT_READ_TIMEOUT_MS;
  const agent = await newAgent(
    call.proxy,
    { headersTimeout: readTimeout, bodyTimeout: readTimeout },
    {
      timeout: call.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS,
      rejectUnauthorized: call.insecure !== true,
    },
  );
  return call.followRedirects === false
    ? agent
    : agent.compose(interceptors.redirect({ maxRedirections: MOST_REDIRECTS }));
}

async function newAgent(
  proxy: HttpProxy | undefined,
  limits: { readonly headersTimeout: number; readonly bodyTimeout: number },
  connect: { readonly timeout: number; readonly rejectUnauthorized: boolean },
): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  if (proxy === undefined) {
    return new Agent({ ...limits, connect });
  }
  return proxy.url.startsWith('socks:')
    ? new Agent({ ...limits, connect: await socksConnector(proxy, connect) })
    : new ProxyAgent({
        ...limits,
        uri: proxy.url,
        // Proxies rarely let tunnels to port 80 through; they want to be asked for the whole address.
        proxyTunnel: false,
        requestTls: connect,
        proxyTls: { timeout: connect.timeout },
        ...proxyLogin(proxy),
      });
}

function proxyLogin({ username, password = '' }: HttpProxy): { token?: string } {
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  return username === undefined ? {} : { token: `Basic ${login}` };
}

function validUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new IllegalArgumentError(`uri: must be an http or https URL, but received \`${url}\``);
  }
  return parsed;
}

/** No encoding is asked for, but some servers use one all the same. */
function decoded(body: Readable, encoding: string | string[] | undefined): Readable {
  const decoder = DECODERS[String(encoding)];
  return decoder === undefined ? body : pipeline(body, decoder(), () => undefined);
}

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The address after all redirects. */
function lastUrl(context: object | undefined): string | undefined {
  const history =
    context !== undefined && 'history' in context && Array.isArray(context.history)
      ? context.history
      : [];
  const last: unknown = history.at(-1);
  return last instanceof URL ? last.toString() : undefined;
}

function headersOf(headers: NonNullable<HttpCall['headers']>): Record<string, string | string[]> {
  const given = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : [...value],
  ]);
  return { accept: '*/*', ...(Object.fromEntries(given) as Record<string, string | string[]>) };
}

function headerLists(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string[]> {
  const lists = Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat()]);
  return Object.fromEntries(lists) as Record<string, string[]>;
}

async function bodyOf(
  body: NonNullable<HttpCall['body']>,
): Promise<Dispatcher.DispatchOptions['body']> {
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
