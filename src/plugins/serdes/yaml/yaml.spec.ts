import { expect, test } from '@jest/globals';
import { convertFile } from '../../../testing/convert-file.js';

test('a document is a row, and one that is a list a row per item', async () => {
  const { lines } = await convertFile('yaml.YamlToIon', 'a: 1\nb: [x, null]\n---\n- c: 2\n- d\n');
  expect(lines).toEqual(['{a:1,b:["x",null]}', '{c:2}', '"d"']);
});

test('YAML that is broken is refused with its line', async () => {
  await expect(convertFile('yaml.YamlToIon', 'a: 1\nb: [\n')).rejects.toThrow(/not YAML, line \d/);
  expect((await convertFile('yaml.YamlToIon', '')).outputs).toMatchObject({ size: 0 });
});

test('rows are written as documents and come back', async () => {
  const ion = '{a:1,b:["x: y",null]}\n{d:LocalDate::"2024-01-31"}\n';
  const { text } = await convertFile('yaml.IonToYaml', ion);
  expect(text).toBe('---\na: 1\nb:\n  - "x: y"\n  - null\n---\nd: 2024-01-31\n');
  expect((await convertFile('yaml.YamlToIon', text)).lines).toEqual([
    '{a:1,b:["x: y",null]}',
    '{d:"2024-01-31"}',
  ]);
});
