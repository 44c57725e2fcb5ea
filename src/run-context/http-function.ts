import type { HttpCall } from '../expressions/index.js';
import { IllegalArgumentError, IllegalStateError } from '../model/errors.js';
import { readJson, stringifyJson } from '../model/json.js';
import { readIon } from '../platform/ion/index.js';
import type { HttpClient } from '../plugins/api/http-client.js';
import { readText } from '../plugins/api/read-body.js';

/** Expressions answer within a moment or not at all: others may wait for them. */
const TIMEOUT_MS = 10_000;
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

/** The function `http()` of expressions: the body of the answer, parsed by its content type. */
export async function callHttp(client: HttpClient, call: HttpCall): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { ...textHeaders(call.headers), ...contentType(call) };
  const answer = await client.send({
    method: call.method.toUpperCase(),
    url: urlOf(call),
    headers,
    connectTimeout: TIMEOUT_MS,
    readTimeout: TIMEOUT_MS,
    signal,
    ...(call.body === null ? {} : { body: bodyOf(call.body) }),
  });
  const [type = ''] = answer.headers['content-type'] ?? [];
  const text = await readText(answer.body, {
    limit: LARGEST_BODY_BYTES,
    contentType: type,
    charset: 'utf-8',
  });
  if (answer.status >= 400) {
    throw new IllegalStateError(
      `http(): ${call.method} ${answer.url} answered ${answer.status} ${answer.statusText}`.trim(),
    );
  }
  return parsed(text, type);
}

function urlOf({ uri, query }: HttpCall): string {
  if (!URL.canParse(uri)) {
    throw new IllegalArgumentError(`http(): \`${uri}\` is not a URL`);
  }
  const url = new URL(uri);
  Object.entries(query).forEach(([name, value]) => url.searchParams.append(name, String(value)));
  return url.toString();
}

function contentType({ body, contentType: type }: HttpCall): Record<string, string> {
  return body === null ? {} : { 'content-type': type };
}

function textHeaders(headers: HttpCall['headers']): Record<string, string> {
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return Object.fromEntries(texts) as Record<string, string>;
}

function bodyOf(body: unknown): string {
  return typeof body === 'string' ? body : stringifyJson(body);
}

function parsed(text: string, type: string): unknown {
  if (/[/+]json\b/i.test(type)) {
    return readJson(text);
  }
  return /\bapplication\/ion\b/i.test(type) ? readIon(text) : text;
}
