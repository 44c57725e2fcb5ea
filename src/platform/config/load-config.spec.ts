import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describeConfig, loadConfig } from './index.js';

describe('loadConfig', () => {
  let folder = '';
  const file = (text: string): string => {
    const path = join(folder, 'config.yml');
    writeFileSync(path, text);
    return path;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a missing file leaves every default', () => {
    const config = loadConfig({ file: join(folder, 'none.yml'), environment: {} });

    expect(config.webserver.port).toBe(8080);
    expect(config.storage.basePath).toBe('.kestra/storage');
    expect(config.variables.envVarsPrefix).toBe('ENV_');
    expect(config.database.connectionString).toBeUndefined();
  });

  test('the command wins over the file, the file over the environment', () => {
    const path = file('micronaut:\n  server:\n    port: 1111\nkestra:\n  url: http://file\n');
    const environment = {
      MICRONAUT_SERVER_PORT: '3333',
      KESTRA_URL: 'http://environment',
      KESTRA_SYSTEM_FLOWS_NAMESPACE: 'ops',
    };
    const config = loadConfig({
      file: path,
      environment,
      forced: { 'micronaut.server.port': 2222 },
    });

    expect(config.webserver.port).toBe(2222);
    expect(config.webserver.url).toBe('http://file');
    expect(config.flow.systemNamespace).toBe('ops');
  });

  test('YAML text in KESTRA_CONFIGURATION counts like a file', () => {
    const environment = { KESTRA_CONFIGURATION: 'kestra:\n  templates:\n    enabled: true\n' };

    expect(
      loadConfig({ file: join(folder, 'none.yml'), environment }).webserver.templatesEnabled,
    ).toBe(true);
  });

  test.each([
    ['nested', 'kestra:\n  server:\n    basic-auth:\n      username: me\n'],
    ['dotted', 'kestra.server.basic-auth.username: me\n'],
    ['in the style of Java', 'kestra:\n  server:\n    basicAuth:\n      username: me\n'],
  ])('keys may be %s', (_style, text) => {
    expect(loadConfig({ file: file(text), environment: {} }).basicAuth.username).toBe('me');
  });

  test('a map keeps the spelling of its keys and the types of its values', () => {
    const path = file(
      'kestra:\n  variables:\n    globals:\n      myString: a\n      nested:\n        int: 2\n',
    );

    expect(loadConfig({ file: path, environment: {} }).variables.globals).toEqual({
      myString: 'a',
      nested: { int: 2 },
    });
  });

  test('a JDBC URL becomes one that pg reads', () => {
    const environment = { KESTRA_DATASOURCES_POSTGRES_URL: 'jdbc:postgresql://db:5432/kestra' };

    expect(loadConfig({ file: '', environment }).database.connectionString).toBe(
      'postgres://db:5432/kestra',
    );
  });

  test('all violations are reported at once, by key', () => {
    const path = file(
      'micronaut:\n  server:\n    port: many\nkestra:\n  encryption:\n    secret-key: c2hvcnQ=\n  storage:\n    type: gcs\n',
    );

    expect(() => loadConfig({ file: path, environment: {} })).toThrow(
      /kestra\.storage\.type[^]*micronaut\.server\.port[^]*kestra\.encryption\.secret-key/,
    );
  });

  test('a file that is no YAML is named', () => {
    const path = file('kestra: [\n');

    expect(() => loadConfig({ file: path, environment: {} })).toThrow(`${path} is not valid YAML`);
  });

  test('unknown keys do not matter', () => {
    const path = file(
      'kestra:\n  queue:\n    type: postgres\n  repository:\n    type: postgres\nfoo: 1\n',
    );

    expect(loadConfig({ file: path, environment: {} }).webserver.port).toBe(8080);
  });

  test('secrets are decoded although their text has line breaks, and envs lose their prefix', () => {
    const path = file('kestra:\n  variables:\n    env-vars-prefix: "KESTRA_"\n');
    const text = Buffer.from('x'.repeat(100)).toString('base64');
    const config = loadConfig({
      file: path,
      environment: {
        SECRET_LONG: `${text.slice(0, 76)}\n${text.slice(76)}`,
        KESTRA_TEST1: 'true',
        ENV_NO: '1',
      },
    });

    expect(config.secrets.get('LONG')).toBe('x'.repeat(100));
    expect(config.envs).toEqual({ test1: 'true' });
  });

  test('sizes may have a unit and lists may be texts with commas', () => {
    const environment = {
      MICRONAUT_SERVER_MAX_REQUEST_SIZE: '2MB',
      KESTRA_SERVER_BASIC_AUTH_OPEN_URLS: '/a, /b',
    };
    const config = loadConfig({ file: '', environment });

    expect(config.webserver.maxRequestBytes).toBe(2 * 1024 * 1024);
    expect(config.basicAuth.openUrls).toEqual(['/a', '/b']);
  });

  test.each([
    ['PT4S', 4_000],
    ['4s', 4_000],
    ['1500ms', 1_500],
    [4, 4_000],
  ])('a duration may be written %s', (timeout, expected) => {
    const path = file(`kestra.server.liveness.timeout: ${timeout}\n`);

    expect(loadConfig({ file: path, environment: {} }).liveness.timeoutMs).toBe(expected);
  });

  test('the description shows no secret', () => {
    const environment = {
      KESTRA_DATASOURCES_POSTGRES_URL: 'postgres://me:hushed1@db/kestra',
      KESTRA_DATASOURCES_POSTGRES_PASSWORD: 'hushed2',
      KESTRA_ENCRYPTION_SECRET_KEY: Buffer.alloc(32, 'h').toString('base64'),
    };
    const text = JSON.stringify(describeConfig(loadConfig({ file: '', environment })));

    expect(text).not.toMatch(/hushed|aGho/);
    expect(text).toContain('"datasources.postgres.url":"postgres://*****@db/kestra"');
  });
});
