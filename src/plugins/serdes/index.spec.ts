import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findPlugin } from '../registry.js';
import { SERDES_PLUGINS } from './index.js';

const FOLDER = join(process.cwd(), 'src/plugins/serdes');

test('the list holds every class of a task file exactly once', () => {
  const declared = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.task.ts'))
    .flatMap((file) => [
      ...readFileSync(join(FOLDER, file), 'utf8').matchAll(/^export class (\w+)/gm),
    ])
    .map((match) => match[1]);
  expect(SERDES_PLUGINS.map(({ name }) => name).sort()).toEqual(declared.sort());
});

const aliasFile = join(process.cwd(), '../shared/spec/type-aliases.json');
const testWithAliases = existsSync(aliasFile) ? test : test.skip;

testWithAliases('every old name of a conversion in ../shared is known', () => {
  const aliases = JSON.parse(readFileSync(aliasFile, 'utf8')) as Record<string, string>;
  const ours = Object.entries(aliases).filter(([old]) => old.includes('.serdes.'));
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.filter(([old, type]) => findPlugin('task', old)?.type !== type)).toEqual([]);
});
