import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runTask } from '../testing/fake-run-context.js';
import { MemoryFiles } from '../testing/memory-files.js';

let server: Server;
let base: string;

beforeAll(async () => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const body = await text(request);
    switch (pathname) {
      case '/echo':
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            method: request.method,
            url: request.url,
            headers: request.headers,
            body,
          }),
        );
        break;
      case '/digest': {
        const { authorization = '' } = request.headers;
        if (isRightDigest(request, authorization)) {
          response.end(`welcome, ${body}`);
        } else {
          response.setHeader('www-authenticate', [
            'Basic realm="r"',
            'Digest realm="r", nonce="n", qop="auth"',
          ]);
          response.writeHead(401).end('who are you?');
        }
        break;
      }
      case '/status':
        response.writeHead(418).end('short and stout');
        break;
      case '/redirect':
        response.writeHead(302, { location: '/echo' }).end();
        break;
      case '/file':
        response.setHeader(
          'content-disposition',
          'attachment; filename="../../secret path/name.csv"',
        );
        response.end('a,b\n');
        break;
      case '/binary':
        response.end(Buffer.from([0xff, 0xfe, 0xff]));
        break;
      case '/large':
        response.end(Buffer.alloc(2000, 'x'));
        break;
      case '/half':
        response.writeHead(200, { 'content-length': 100 });
        response.write('half', () => response.destroy());
        break;
      case '/never':
        break;
      default:
        response.end();
    }
  };
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

/** Of the user `me` with the password `pw`. */
function isRightDigest({ method, url }: IncomingMessage, authorization: string): boolean {
  const md5 = (value: string): string => createHash('md5').update(value).digest('hex');
  const of = (name: string): string =>
    new RegExp(`${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
  const plain = [md5('me:r:pw'), 'n', of('nc'), of('cnonce'), 'auth', md5(`${method}:${url}`)];
  return of('response') === md5(plain.join(':'));
}

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const request = (more: Record<string, unknown>) =>
  runTask({ task: { type: 'io.kestra.plugin.core.http.Request', ...more } });
const download = (more: Record<string, unknown>, storage = new MemoryFiles()) =>
  runTask({
    task: { type: 'io.kestra.plugin.core.http.Download', ...more },
    services: { storage },
  });

describe('http.Request', () => {
  test('answers the challenge of a digest login, and only that', async () => {
    const call = { uri: `${base}/digest?a=b c`, method: 'POST', body: 'friend' };
    const login = (password: string) => ({
      ...call,
      options: { auth: { type: 'DIGEST', username: 'me', password } },
    });
    const { output } = await request(login('pw'));
    expect(output.outputs).toMatchObject({ code: 200, body: 'welcome, friend' });
    await expect(request(login('wrong'))).rejects.toThrow('failed with status 401');
    await expect(request(call)).rejects.toThrow('failed with status 401');
  });

  test('gives status, headers as lists, and the body as text', async () => {
    const { output, metrics } = await request({ uri: `${base}/echo` });
    expect(output.outputs).toMatchObject({
      uri: `${base}/echo`,
      code: 200,
      headers: { 'content-type': ['application/json'] },
      body: expect.stringContaining('"method":"GET"'),
    });
    expect(metrics[0]).toMatchObject({
      name: 'response.length',
      tags: { 'request.method': 'GET', 'response.code': '200' },
    });
  });

  const echoed = async (more: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const { output } = await request({ uri: `${base}/echo`, method: 'POST', ...more });
    return JSON.parse(String(output.outputs?.['body'])) as Record<string, unknown>;
  };

  test('sends a text as JSON unless told otherwise, and a map as JSON', async () => {
    expect(await echoed({ body: '{"a": 1}' })).toMatchObject({
      body: '{"a": 1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await echoed({ body: { a: ['{{ flow.id }}'] } })).toMatchObject({
      body: '{"a":["flow"]}',
    });
    expect(await echoed({ body: 'x', contentType: 'text/plain' })).toMatchObject({
      headers: { 'content-type': 'text/plain' },
    });
  });

  test('sends forms', async () => {
    expect(await echoed({ formData: { a: 'x y', n: 1 } })).toMatchObject({
      body: 'a=x+y&n=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const { body } = await echoed({
      contentType: 'multipart/form-data',
      formData: { a: 'x', file: { name: 'f.txt', content: 'inside' } },
    });
    expect(body).toContain('name="file"; filename="f.txt"');
    expect(body).toContain('inside');
  });

  test('sends several stored files of the same name', async () => {
    const storage = new MemoryFiles();
    await storage.put('kestra:///company/_files/one/data.csv', 'first');
    await storage.put('kestra:///company/_files/two/data.csv', 'second');
    const { output } = await runTask({
      task: {
        type: 'io.kestra.plugin.core.http.Request',
        uri: `${base}/echo`,
        method: 'POST',
        contentType: 'multipart/form-data',
        formData: {
          a: 'kestra:///company/_files/one/data.csv',
          b: 'kestra:///company/_files/two/data.csv',
        },
      },
      services: { storage },
    });
    expect(output.outputs?.['body']).toMatch(/first[^]*second/);
  });

  test('adds parameters, headers and logins', async () => {
    const answer = await echoed({
      params: { q: 'a b', list: [1, 2], nothing: null },
      headers: { 'X-One': '{{ flow.id }}', 'X-None': null },
      options: { auth: { type: 'BASIC', username: 'me', password: 'pw' } },
    });
    expect(answer).toMatchObject({
      url: '/echo?q=a+b&list=1&list=2',
      headers: {
        'x-one': 'flow',
        authorization: `Basic ${Buffer.from('me:pw').toString('base64')}`,
      },
    });
    expect(
      await echoed({ options: { basicAuthUser: 'old', basicAuthPassword: 'pw' } }),
    ).toMatchObject({
      headers: { authorization: `Basic ${Buffer.from('old:pw').toString('base64')}` },
    });
  });

  test('asks an HTTP proxy for the whole address, with a login', async () => {
    const proxy = createServer(({ url, headers }, response) => {
      response.end(`${url} ${headers['proxy-authorization']}`);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const where = { type: 'HTTP', address: '127.0.0.1', port };
    const options = { proxy: { ...where, username: 'me', password: 'pw' } };
    const { output } = await request({ uri: 'http://inside.invalid/x?y=1', options });
    const login = Buffer.from('me:pw').toString('base64');
    expect(output.outputs?.['body']).toBe(`http://inside.invalid/x?y=1 Basic ${login}`);
    proxy.closeAllConnections();
    proxy.close();
  });

  test('follows redirects unless told otherwise', async () => {
    expect((await request({ uri: `${base}/redirect` })).output.outputs).toMatchObject({
      code: 200,
      uri: `${base}/echo`,
    });
    const options = { followRedirects: false };
    expect((await request({ uri: `${base}/redirect`, options })).output.outputs).toMatchObject({
      code: 302,
    });
  });

  test('fails on a bad status unless it may come', async () => {
    await expect(request({ uri: `${base}/status` })).rejects.toThrow('failed with status 418');
    expect(
      (await request({ uri: `${base}/status`, allowFailed: true })).output.outputs,
    ).toMatchObject({ code: 418 });
    const options = { allowedResponseCodes: [418] };
    expect((await request({ uri: `${base}/status`, options })).output.outputs).toMatchObject({
      code: 418,
    });
    const others = { allowedResponseCodes: [200, 404], allowFailed: true };
    await expect(request({ uri: `${base}/status`, options: others })).rejects.toThrow('418');
    await expect(request({ uri: `${base}/echo`, options })).rejects.toThrow('status 200');
  });

  test('refuses bodies that are no text or too large', async () => {
    await expect(request({ uri: `${base}/binary` })).rejects.toThrow('use the Download task');
    await expect(
      request({ uri: `${base}/large`, options: { maxContentLength: 1000 } }),
    ).rejects.toThrow('larger than 1000');
  });

  test('gives up after the time limit, and at once when it is stopped', async () => {
    await expect(
      request({ uri: `${base}/never`, options: { readTimeout: 'PT0.05S' } }),
    ).rejects.toThrow(/timeout/i);
    const controller = new AbortController();
    const stopped = runTask({
      task: { type: 'io.kestra.plugin.core.http.Request', uri: `${base}/never` },
      signal: controller.signal,
    });
    controller.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
  });

  test('says why there is no answer', async () => {
    await expect(request({ uri: 'http://127.0.0.1:1/' })).rejects.toThrow(
      /^Request 'GET http:\/\/127.0.0.1:1\/' got no answer: .*ECONNREFUSED/,
    );
    await expect(request({ uri: 'ftp://x' })).rejects.toThrow('must be an http or https URL');
  });

  test('keeps the body encrypted', async () => {
    const { output } = await request({ uri: `${base}/echo`, encryptBody: true });
    expect(output.outputs?.['body']).toBeUndefined();
    expect(output.outputs?.['encryptedBody']).toMatchObject({
      type: 'io.kestra.datatype:aes_encrypted',
    });
  });
});

describe('http.Download', () => {
  test('stores the body under the last part of the given name', async () => {
    const storage = new MemoryFiles();
    const { output } = await download({ uri: `${base}/file` }, storage);
    const uri = String(output.outputs?.['uri']);
    expect(uri).toMatch(/\/name\.csv$/);
    expect(output.outputs).toMatchObject({ code: 200, length: 4 });
    expect(await buffer(await storage.get(uri))).toEqual(Buffer.from('a,b\n'));
  });

  test('takes any bytes', async () => {
    const storage = new MemoryFiles();
    const { output } = await download({ uri: `${base}/binary` }, storage);
    expect(storage.contents.get(String(output.outputs?.['uri']))).toEqual(
      Buffer.from([0xff, 0xfe, 0xff]),
    );
  });

  test('fails when the answer breaks off', async () => {
    // How much of it arrives before the end is not ours to say.
    await expect(download({ uri: `${base}/half` })).rejects.toThrow(
      /^Invalid size, got [04], expected 100$/,
    );
  });

  test('fails on an empty answer unless told otherwise', async () => {
    await expect(download({ uri: `${base}/empty` })).rejects.toThrow('No response from server');
    expect(
      (await download({ uri: `${base}/empty`, failOnEmptyResponse: false })).output.outputs,
    ).toMatchObject({ length: 0 });
  });
});
