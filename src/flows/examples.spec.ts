import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkSyntax } from '../expressions/index.js';
import { findPlugin, nearestType } from '../plugins/index.js';
import { parseFlow } from './parse-flow.js';

const FOLDER = 'examples/flows';
const options = { catalog: { findPlugin, nearestType }, expressions: checkSyntax };

describe('the flows of examples/flows', () => {
  test.each(readdirSync(FOLDER))('%s is correct and uses nothing deprecated', (file) => {
    const { flow, violations, warnings, infos, deprecationPaths } = parseFlow(
      readFileSync(`${FOLDER}/${file}`, 'utf8'),
      options,
    );
    expect({ violations, warnings, infos, deprecationPaths }).toEqual({
      violations: [],
      warnings: [],
      infos: [],
      deprecationPaths: [],
    });
    expect(flow?.namespace).toBe('examples');
  });
});
