import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aRunContext } from '../testing/fake-run-context.js';

const server = createServer((request, response) => {
  void text(request).then((body) => {
    if (request.url?.startsWith('/broken') === true) {
      response.writeHead(503).end('later');
      return;
    }
    const { method, url, headers } = request;
    const isText = url?.startsWith('/text') === true;
    response.setHeader('content-type', isText ? 'text/plain' : 'application/json; charset=utf-8');
    const seen = { method, url, body, type: headers['content-type'], key: headers['x-key'] };
    response.end(isText ? 'plain' : JSON.stringify(seen));
  });
});
let address = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const context = aRunContext({ task: { type: 'io.kestra.plugin.core.log.Log' } });
const rendered = (expression: string): Promise<unknown> =>
  Promise.resolve(context.renderTyped(expression));

describe('http() in expressions', () => {
  test('gives the parsed body of a JSON answer', async () => {
    expect(await rendered(`{{ http('${address}/x', query={'a': 'b c'}).url }}`)).toBe('/x?a=b+c');
  });

  test('gives any other body as text', async () => {
    expect(await rendered(`{{ http('${address}/text') }}`)).toBe('plain');
  });

  test('sends a map as JSON with method and headers', async () => {
    const call = `http('${address}/', method='POST', body={'n': 1}, headers={'X-Key': 'k'})`;
    expect(await rendered(`{{ ${call} }}`)).toEqual({
      method: 'POST',
      url: '/',
      body: '{"n":1}',
      type: 'application/json',
      key: 'k',
    });
  });

  test('fails with the status of a refusal and for what is no address', async () => {
    await expect(rendered(`{{ http('${address}/broken') }}`)).rejects.toThrow(
      'answered 503 Service Unavailable',
    );
    await expect(rendered(`{{ http('nowhere') }}`)).rejects.toThrow('is not a URL');
  });
});
