import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { IllegalArgumentError, IllegalStateError } from '../../../model/errors.js';
import { stringifyJson } from '../../../model/json.js';
import { isPlainMap } from '../../api/convert-value.js';
import type { HttpAnswer, HttpCall } from '../../api/http-client.js';
import { Property } from '../../api/property.js';
import type { HttpContext } from './form-body.js';
import { formBody } from './form-body.js';
import { digestAuthorization, digestChallenge } from './digest-login.js';
import type { HttpAuth, HttpProxy } from './request-options.js';
import { RequestOptions, SslOptions } from './request-options.js';

const DEFAULT_READ_TIMEOUT_MS = 300_000;

/** What every task that makes an HTTP call has in common (tasks.md §5). */
export abstract class HttpBase {
  @Property('string', { description: 'Where to.', required: true })
  uri = '';

  @Property('string', { description: 'Method.' })
  method = 'GET';

  @Property('map', { description: 'Added to the query.' })
  params: Readonly<Record<string, unknown>> = {};

  @Property('any', { description: 'Body: a text, or a map or list to send as JSON.' })
  body?: unknown;

  @Property('map', { description: 'Fields of a form; replaces `body`.' })
  formData?: Readonly<Record<string, unknown>>;

  @Property('string', { description: 'Media type of the body.' })
  contentType?: string;

  @Property('map', { description: 'Headers.' })
  headers: Readonly<Record<string, unknown>> = {};

  @Property('object', { description: 'How the call is made.', of: RequestOptions })
  options: RequestOptions = new RequestOptions();

  @Property('object', { description: 'Certificates.', of: SslOptions })
  sslOptions?: SslOptions;

  /** Sends the call. Any status is an answer; see `rejectFailure`. */
  protected async call(ctx: HttpContext): Promise<HttpAnswer> {
    const call = await this.prepared(ctx);
    const answer = await this.send(ctx, call);
    const { auth } = this.options;
    const login = auth?.type === 'DIGEST' ? loginFor(call, answer, auth) : undefined;
    if (login === undefined) {
      return answer;
    }
    answer.body.resume();
    return this.send(ctx, { ...call, headers: { ...call.headers, authorization: login } });
  }

  private async send(ctx: HttpContext, call: HttpCall): Promise<HttpAnswer> {
    try {
      return await ctx.http.send(call);
    } catch (error) {
      ctx.signal.throwIfAborted();
      throw new IllegalStateError(
        `Request '${call.method} ${call.url}' got no answer: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  private async prepared(ctx: HttpContext): Promise<HttpCall> {
    const { options } = this;
    const proxy = proxyOf(options);
    return {
      method: this.method.toUpperCase(),
      url: this.url(),
      ...(await this.content(ctx)),
      connectTimeout: options.timeout?.connectTimeout ?? options.connectTimeout,
      readTimeout:
        options.timeout?.readIdleTimeout ??
        options.readTimeout ??
        options.readIdleTimeout ??
        DEFAULT_READ_TIMEOUT_MS,
      followRedirects: options.followRedirects,
      insecure: (options.ssl ?? this.sslOptions)?.insecureTrustAllCertificates ?? false,
      signal: ctx.signal,
      ...(proxy && { proxy }),
    };
  }

  /**
   * Statuses from 400 on fail the task unless it was said that they may come. A list says which statuses may come at all,
   * good ones included.
   */
  protected rejectFailure(answer: HttpAnswer, allowFailed: boolean): void {
    const { allowedResponseCodes = [] } = this.options;
    const isAllowed =
      allowedResponseCodes.length > 0
        ? allowedResponseCodes.includes(String(answer.status))
        : answer.status < 400 || allowFailed || this.options.allowFailed;
    if (!isAllowed) {
      throw new IllegalStateError(
        `Request '${this.method} ${answer.url}' failed with status ${answer.status} ${answer.statusText}`.trim(),
      );
    }
  }

  private url(): string {
    const spaceless = this.uri.trim().replaceAll(' ', '%20');
    if (!URL.canParse(spaceless)) {
      throw new IllegalArgumentError(`uri: must be a URL, but received \`${this.uri}\``);
    }
    const url = new URL(spaceless);
    for (const [name, value] of Object.entries(this.params)) {
      for (const one of [value].flat().filter((item) => (item ?? undefined) !== undefined)) {
        url.searchParams.append(name, textOf(one));
      }
    }
    return url.toString();
  }

  private async content(ctx: HttpContext): Promise<Pick<HttpCall, 'headers' | 'body'>> {
    const headers = this.declaredHeaders();
    if (this.formData !== undefined) {
      const body = await formBody(ctx, this.formData, this.contentType);
      const isMultipart = typeof body !== 'string';
      return {
        body,
        headers: isMultipart ? headers : withType(headers, 'application/x-www-form-urlencoded'),
      };
    }
    if (this.body === undefined || this.body === null) {
      return { headers };
    }
    const body = typeof this.body === 'string' ? this.body : stringifyJson(this.body);
    return { body, headers: withType(headers, this.contentType ?? 'application/json') };
  }

  private declaredHeaders(): Record<string, string | string[]> {
    const headers: Record<string, string | string[]> = {};
    const { auth, basicAuthUser, basicAuthPassword } = this.options;
    const user = auth?.username ?? basicAuthUser;
    if (auth?.type === 'BEARER') {
      headers['authorization'] = `Bearer ${auth.token ?? ''}`;
    } else if (user !== undefined && auth?.type !== 'DIGEST') {
      const login = `${user}:${auth?.password ?? basicAuthPassword ?? ''}`;
      headers['authorization'] = `Basic ${Buffer.from(login).toString('base64')}`;
    }
    for (const [name, value] of Object.entries(this.headers)) {
      if (value !== null && value !== undefined) {
        headers[name.toLowerCase()] = Array.isArray(value) ? value.map(String) : textOf(value);
      }
    }
    return headers;
  }
}

function withType(
  headers: Record<string, string | string[]>,
  type: string,
): Record<string, string | string[]> {
  return { 'content-type': type, ...headers };
}

/** What the server wants to hear of a user, if it asks in a way that can be answered. */
function loginFor(
  { method, url }: HttpCall,
  { status, headers }: HttpAnswer,
  { username = '', password = '' }: HttpAuth,
): string | undefined {
  const challenge = status === 401 ? digestChallenge(headers['www-authenticate'] ?? []) : undefined;
  const { pathname, search } = new URL(url);
  const target = pathname + search;
  const cnonce = randomBytes(16).toString('base64');
  return (
    challenge && digestAuthorization(challenge, { username, password, method, target, cnonce })
  );
}

/** Trying several addresses of a name fails with a code only. */
function messageOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || (code ?? String(error));
}

function textOf(value: unknown): string {
  return isPlainMap(value) ? stringifyJson(value) : String(value);
}

function proxyOf(options: RequestOptions): HttpCall['proxy'] {
  const { proxy, proxyType, proxyAddress, proxyPort, proxyUsername, proxyPassword } = options;
  const old: Partial<HttpProxy> = {
    ...(proxyType === undefined ? {} : { type: proxyType }),
    ...(proxyAddress === undefined ? {} : { address: proxyAddress }),
    ...(proxyPort === undefined ? {} : { port: proxyPort }),
    ...(proxyUsername === undefined ? {} : { username: proxyUsername }),
    ...(proxyPassword === undefined ? {} : { password: proxyPassword }),
  };
  const { type = 'DIRECT', address, port, username, password } = proxy ?? old;
  if (type === 'DIRECT' || address === undefined) {
    return undefined;
  }
  const host = isIPv6(address) ? `[${address}]` : address;
  const url = type === 'SOCKS' ? `socks://${host}:${port ?? 1080}` : `http://${host}:${port ?? 80}`;
  if (!URL.canParse(url)) {
    throw new IllegalArgumentError(
      `options: the proxy's address must be a host and its port a number, but received \`${address}:${port}\``,
    );
  }
  return {
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}
