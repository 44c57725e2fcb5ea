import {
  Body,
  Controller,
  Delete,
  Get,
  Module,
  Post,
  Put,
  Query,
  Res,
  UseInterceptors,
  Req,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IsInt, IsNotEmpty } from 'class-validator';
import type { Request, Response } from 'express';
import { readFile } from 'node:fs/promises';
import request from 'supertest';
import { IllegalStateError } from '../../src/model/errors.js';
import { Double } from '../../src/model/numbers.js';
import { Config } from '../../src/platform/config/index.js';
import {
  apiPath,
  EventStream,
  JsonAdapter,
  PageQuery,
  setUpExpress,
  UploadInterceptor,
} from '../../src/platform/http/index.js';

class SampleRequest {
  @IsNotEmpty()
  name!: string;

  @IsInt()
  count = 1;
}

@Controller(apiPath('samples'))
class SampleController {
  @Get()
  list(@Query() query: PageQuery): PageQuery {
    return query;
  }

  @Post('dto')
  dto(@Body() body: SampleRequest): SampleRequest {
    return body;
  }

  @Post('any')
  any(@Body() body: unknown): { received: unknown } {
    return { received: body };
  }

  @Put('text')
  text(@Body() body: string): string {
    return body;
  }

  @Delete('ids')
  remove(@Body() ids: string[]): { count: number } {
    return { count: ids.length };
  }

  @Delete('one')
  removeOne(): boolean {
    return true;
  }

  @Get('numbers')
  numbers(): object {
    return { double: new Double(1), large: 12345678901234567890n, missing: undefined };
  }

  @Get('conflict')
  conflict(): never {
    throw new IllegalStateError('not paused');
  }

  @Get('bug')
  bug(): never {
    throw new TypeError('password is undefined');
  }

  @Get('database-away')
  databaseAway(): never {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  }

  @Get('events')
  async events(@Res() response: Response): Promise<void> {
    const stream = new EventStream(response);
    await stream.send({ a: new Double(2) }, 'start');
    await stream.send({}, 'end');
    stream.end();
  }

  @Post('upload')
  @UseInterceptors(UploadInterceptor)
  async upload(@Req() { files, body }: Request): Promise<object> {
    const [file] = files as Express.Multer.File[];
    return { body: { ...(body as object) }, content: file && (await readFile(file.path, 'utf8')) };
  }
}

@Module({
  controllers: [SampleController],
  providers: [{ provide: Config, useValue: sampleConfig() }],
})
class SampleModule {}

function sampleConfig(): Config {
  const config = new Config();
  config.webserver.maxFileBytes = 2_000;
  return config;
}

describe('the HTTP manners', () => {
  let app: NestExpressApplication;
  const at = (path: string): string => `/api/v1/samples${path}`;
  const call = (): ReturnType<typeof request> => request(app.getHttpServer());

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(SampleModule, new JsonAdapter(), {
      logger: false,
      bodyParser: false,
    });
    setUpExpress(app, { maxBodyBytes: 1_000, basicAuth: { realm: 'test', openUrls: [] } });
    await app.init();
  });
  afterAll(() => app.close());

  test('every route answers under both prefixes', async () => {
    await call().get(at('/numbers')).expect(200);
    await call().get('/api/v1/main/samples/numbers').expect(200);
  });

  test('JSON keeps doubles and large integers apart and leaves undefined members out', async () => {
    const { text, headers } = await call().get(at('/numbers'));

    expect(text).toBe('{"double":1.0,"large":12345678901234567890}');
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test('a page has defaults, and other values than positive integers are 422', async () => {
    expect((await call().get(at('?sort=id:asc'))).body).toEqual({
      page: 1,
      size: 10,
      sort: ['id:asc'],
    });
    const { status, body } = await call().get(at('?page=0&size=0'));

    expect(status).toBe(422);
    expect(body._embedded.errors.map(({ path }: { path: string }) => path)).toEqual([
      'page',
      'size',
    ]);
  });

  test.each(['application/json', 'text/json', 'application/octet-stream'])(
    'a JSON body is read whatever its type: %s',
    async (type) => {
      const { body } = await call().post(at('/dto')).set('Content-Type', type).send('{"name":"x"}');

      expect(body).toEqual({ name: 'x', count: 1 });
    },
  );

  test('a body keeps 1.0 on its way through', async () => {
    const { text } = await call().post(at('/any')).type('json').send('{"a":[1.0,1]}');

    expect(text).toBe('{"received":{"a":[1.0,1]}}');
  });

  test('violations of a DTO are 422 with their paths', async () => {
    const { status, body } = await call().post(at('/dto')).type('json').send('{"count":"many"}');

    expect(status).toBe(422);
    expect(body.message).toMatch(/^Invalid entity: name: should not be empty, count: /);
  });

  test('an empty body is accepted', async () => {
    expect((await call().post(at('/any'))).text).toBe('{}');
    expect((await call().post(at('/any')).set('Content-Length', '0')).status).toBe(201);
  });

  test('broken JSON is 422', async () => {
    const { status, body } = await call().post(at('/dto')).type('json').send('{"name":');

    expect([status, body.message]).toEqual([422, expect.stringMatching(/^Invalid json: /)]);
  });

  test('a handler that wants text gets it raw, even as JSON', async () => {
    const { text } = await call().put(at('/text')).type('json').send('{a: 1.0}');

    expect(text).toBe('{a: 1.0}');
  });

  test('a body over the limit is 413', async () => {
    const { status } = await call().put(at('/text')).type('text/plain').send('x'.repeat(1_001));

    expect(status).toBe(413);
  });

  test('DELETE may have a body, and answers a bare boolean as JSON', async () => {
    expect((await call().delete(at('/ids')).type('json').send('["a","b"]')).body).toEqual({
      count: 2,
    });
    const { text, headers } = await call().delete(at('/one'));

    expect([text, headers['content-type']]).toEqual(['true', 'application/json']);
  });

  test('an unusual Accept header is no reason to refuse', async () => {
    await call().get(at('/numbers')).set('Accept', 'image/png').expect(200);
  });

  test('an unknown path is 404, a known path with another method 405', async () => {
    const unknown = await call().get('/api/v1/nothing');
    const wrong = await call().patch(at('/dto'));

    expect([unknown.status, unknown.body.message]).toEqual([404, 'Not Found']);
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'POST']);
  });

  test('a database that is away is 503 and says when to come back', async () => {
    const answer = await call().get(at('/database-away'));
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.text).not.toContain('ECONNREFUSED');
  });

  test('mistakes of users keep their text, our own do not', async () => {
    const conflict = await call().get(at('/conflict'));
    const bug = await call().get(at('/bug'));

    expect([conflict.status, conflict.body.message]).toEqual([409, 'Illegal state: not paused']);
    expect(bug.status).toBe(500);
    expect(bug.body.message).toMatch(/^Internal server error/);
    expect(bug.text).not.toContain('password');
  });

  test('events are data and id lines', async () => {
    const { text, headers } = await call().get(at('/events'));

    expect(headers['content-type']).toMatch(/^text\/event-stream/);
    expect(text).toBe('data: {"a":2.0}\nid: start\n\ndata: {}\nid: end\n\n');
  });

  test('an upload streams to disk, other parts are texts', async () => {
    const { body } = await call()
      .post(at('/upload'))
      .field('name', 'x')
      .attach('file', Buffer.from('hello'), 'hello.txt');

    expect(body).toEqual({ body: { name: 'x' }, content: 'hello' });
  });

  test('a file over the limit is refused', async () => {
    const { status, body } = await call()
      .post(at('/upload'))
      .attach('file', Buffer.alloc(2_001), 'large.bin');

    expect([status, body.message]).toEqual([422, 'Invalid route params: File too large']);
  });
});
