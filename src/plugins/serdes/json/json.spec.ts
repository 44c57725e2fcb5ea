import { describe, expect, test } from '@jest/globals';
import { convertFile } from '../../../testing/convert-file.js';
import { JsonElements } from './json-elements.js';

const toIon = (json: string, properties = {}) => convertFile('json.JsonToIon', json, properties);
const toJson = (ion: string, properties = {}) => convertFile('json.IonToJson', ion, properties);

describe('JsonToIon', () => {
  test('reads a value a line and keeps big integers and doubles', async () => {
    const { lines, outputs } = await toIon('{"a":1,"b":1.0}\n\n[12345678901234567890,null]\n');
    expect(lines).toEqual(['{a:1,b:1e0}', '[12345678901234567890,null]']);
    expect(outputs).toMatchObject({ size: 2 });
  });

  test.each([
    ['an array', '[{"a":[1,2]},\n "x,]}\\"", 3]', ['{a:[1,2]}', '"x,]}\\""', '3']],
    ['an object', ' {"a": {"b": []}}\n', ['{a:{b:[]}}']],
    ['an empty array', ' [ ] ', ['']],
    ['a scalar', '5', ['5']],
  ])('reads %s as a document', async (_, json, lines) => {
    expect((await toIon(json, { newLine: false })).lines).toEqual(lines);
  });

  test('reads every cut of a document alike', () => {
    const json = ' [ {"a":"\\\\\\"]"} , [1,[2]], "é" ] ';
    const cut = (pieces: readonly string[]) => {
      const elements = new JsonElements();
      return [...pieces.flatMap((piece) => elements.push(piece)), ...elements.end()];
    };
    const whole = JSON.parse(json) as unknown;
    for (let at = 0; at < json.length; at++) {
      expect(cut([json.slice(0, at), json.slice(at)])).toEqual(whole);
    }
    expect(cut([...json])).toEqual(whole);
  });

  test.each([
    ['{"a":1}\n{"a":\n', {}, 'Line 2 is not JSON'],
    ['[{"a":1},\n{"a":}]', { newLine: false }, 'element 2 (line 2)'],
    ['[1,2', { newLine: false }, 'the array is not closed'],
    ['[1,]', { newLine: false }, 'element 2'],
    ['[1] x', { newLine: false }, 'behind the end'],
    ['[1}', { newLine: false }, 'closes what no'],
    ['{"a":1} {"a":2}', { newLine: false }, 'This is not JSON'],
  ])('says where %j is broken', async (json, properties, message) => {
    await expect(toIon(json, properties)).rejects.toThrow(message);
  });
});

describe('JsonToJsonl', () => {
  test('writes an element a line', async () => {
    const { text } = await convertFile('json.JsonToJsonl', '[{"a": 1}, [2.0]]');
    expect(text).toBe('{"a":1}\n[2.0]\n');
  });
});

describe('IonToJson', () => {
  const ION = '{a:null,n:1.50,d:LocalDate::"2024-01-31",t:2024-01-31T10:00:00Z}\n{a:1e0}\n';

  test('writes JSON Lines with nulls, all digits and dates as texts', async () => {
    expect((await toJson(ION)).text).toBe(
      '{"a":null,"n":1.50,"d":"2024-01-31","t":"2024-01-31T10:00:00Z"}\n{"a":1.0}\n',
    );
  });

  test('writes an array', async () => {
    const { text, outputs } = await toJson('{a:1}\n{a:2}', { newLine: false });
    expect(text).toBe('[{"a":1},{"a":2}]');
    expect(outputs['uri']).toMatch(/\.json$/);
    expect((await toJson('', { newLine: false })).text).toBe('[]');
  });

  test('shows points in time in a zone and keeps annotations, as asked', async () => {
    const { lines } = await toJson(ION, { timeZoneId: 'Asia/Tokyo', shouldKeepAnnotations: true });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      a: null,
      n: 1.5,
      d: { ion_annotations: ['LocalDate'], value: '2024-01-31' },
      t: '2024-01-31T19:00:00+09:00',
    });
  });

  test('gives back what JsonToIon read', async () => {
    const json = '{"a":[1,2.5,"x\\n\\u0001"],"b":{"c":null,"d":true}}\n';
    expect((await toJson((await toIon(json)).text)).text).toBe(json);
  });
});
