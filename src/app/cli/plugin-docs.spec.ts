import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allPlugins } from '../../plugins/index.js';
import { writeDocumentation } from './plugin-docs.js';

const LOG = 'io.kestra.plugin.core.log.Log';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docs-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('there is an index per group and a page, a picture and a schema per type', async () => {
  const plugins = allPlugins().filter(({ type }) => type === LOG);
  const files = await writeDocumentation(plugins, folder, { icons: true, schema: true });
  expect(files.map((file) => relative(folder, file))).toEqual([
    'io.kestra.plugin.core/index.md',
    `io.kestra.plugin.core/${LOG}.md`,
    `io.kestra.plugin.core/${LOG}.svg`,
    `io.kestra.plugin.core/${LOG}.json`,
  ]);
  const [index, page, picture, schema] = await Promise.all(
    files.map((file) => readFile(file, 'utf8')),
  );
  expect(index).toContain(`* [${LOG}](${LOG}.md): `);
  expect(page).toContain(`type: "${LOG}"`);
  expect(picture).toMatch(/^<svg /);
  expect(JSON.parse(schema ?? '')).toMatchObject({ properties: { properties: { message: {} } } });
});

test('every built-in type has a page, and only that without options', async () => {
  const files = await writeDocumentation(allPlugins(), folder, {});
  expect(files.filter((file) => !file.endsWith('index.md'))).toHaveLength(allPlugins().length);
});
