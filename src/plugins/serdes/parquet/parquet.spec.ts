import { describe, expect, test } from '@jest/globals';
import { convertFile } from '../../../testing/convert-file.js';
import { rowGroups } from './row-groups.js';

const toParquet = (ion: string, properties = {}) =>
  convertFile('parquet.IonToParquet', ion, properties);
const back = async (bytes: Uint8Array) => (await convertFile('parquet.ParquetToIon', bytes)).lines;

const ROW =
  '{i:1,l:12345678901,d:1.5e0,n:-12.50,s:"é",b:true,z:null,day:LocalDate::"2024-02-29",time:LocalTime::"10:20:30.500",' +
  'at:2024-02-29T10:20:30.123456Z,local:LocalDateTime::"1969-12-31T23:59:59",list:[1,null],map:{a:{b:"x"}},blob:{{aGk=}}}';

describe('IonToParquet and ParquetToIon', () => {
  test.each(['GZIP', 'SNAPPY', 'BROTLI', 'UNCOMPRESSED'])(
    'rows come back as they were, compressed by %s',
    async (compressionCodec) => {
      const { bytes, outputs } = await toParquet(`${ROW}\n${ROW}\n`, { compressionCodec });
      expect(outputs).toMatchObject({ size: 2 });
      expect(await back(bytes)).toEqual([ROW, ROW]);
    },
  );

  test('keeps lists of maps, maps by key and what is missing in them', async () => {
    const schema = JSON.stringify({
      type: 'record',
      name: 'R',
      fields: [
        { name: 'm', type: { type: 'map', values: ['null', 'long'] } },
        {
          name: 'l',
          type: {
            type: 'array',
            items: { type: 'record', name: 'I', fields: [{ name: 'x', type: ['null', 'int'] }] },
          },
        },
        { name: 'f', type: { type: 'bytes', logicalType: 'decimal', precision: 30, scale: 3 } },
      ],
    });
    const ion =
      '{m:{a:1,b:null},l:[{x:1},{x:null}],f:0.000}\n{m:{},l:[],f:-99999999999999999999.125}\n';
    expect(await back((await toParquet(ion, { schema })).bytes)).toEqual(ion.trim().split('\n'));
  });

  test('many row groups are read in order', async () => {
    const ion = Array.from({ length: 25_000 }, (_, index) => `{i:${index}}`).join('\n');
    const { bytes } = await toParquet(ion, { rowGroupSize: 1_000 });
    expect((await back(bytes)).join('\n')).toBe(ion);
  });

  test('refuses types that Parquet does not have', async () => {
    const union = { name: 'u', type: ['int', 'string'] };
    const schema = JSON.stringify({ type: 'record', name: 'R', fields: [union] });
    await expect(toParquet('{u:1}', { schema })).rejects.toThrow('no union of several types');
  });

  test.each(['', 'something else that is longer'])('refuses %j as Parquet', async (content) => {
    await expect(convertFile('parquet.ParquetToIon', content)).rejects.toThrow(
      'The Parquet file cannot be read',
    );
  });

  test('an empty file of rows is a Parquet file without rows', async () => {
    expect(await back((await toParquet('')).bytes)).toEqual(['']);
  });
});

test('row groups end when their values are large enough', async () => {
  async function* batches() {
    yield [{ a: 'xxxx' }, { a: 'yyyy' }];
    yield [{ a: 'z' }];
  }
  const groups: unknown[] = [];
  for await (const group of rowGroups(batches(), 8)) {
    groups.push(group);
  }
  expect(groups).toEqual([[{ a: 'xxxx' }, { a: 'yyyy' }], [{ a: 'z' }]]);
});
