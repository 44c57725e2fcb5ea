import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findPlugin, nearestType } from '../plugins/index.js';
import { parseFlow } from './parse-flow.js';

const CORPUS = join(process.cwd(), '../shared/conformance/engine/resources/flows');
const catalog = { findPlugin, nearestType };

function filesOf(folder: string): string[] {
  const directory = join(CORPUS, folder);
  return existsSync(directory) ? readdirSync(directory).map((name) => join(folder, name)) : [];
}

const given = existsSync(CORPUS) ? describe : describe.skip;

given(
  'flow documents of the compatibility suite (skipped where the suite is not beside the project)',
  () => {
    test.each([...filesOf('valids'), ...filesOf('derived')])('%s is a valid flow', (file) => {
      const { violations } = parseFlow(readFileSync(join(CORPUS, file), 'utf8'), { catalog });
      expect(violations).toEqual([]);
    });

    test.each(filesOf('invalids'))('%s is refused', (file) => {
      expect(
        parseFlow(readFileSync(join(CORPUS, file), 'utf8'), { catalog }).violations,
      ).not.toEqual([]);
    });
  },
);
