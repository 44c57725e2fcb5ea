import { describe, expect, test } from '@jest/globals';
import { convertFile } from '../../../testing/convert-file.js';

const toAvro = (ion: string, properties = {}) => convertFile('avro.IonToAvro', ion, properties);
const back = async (avro: Uint8Array) => (await convertFile('avro.AvroToIon', avro)).lines;
const record = (...fields: object[]) => JSON.stringify({ type: 'record', name: 'R', fields });

const ROW =
  '{i:1,l:12345678901,d:1.5e0,n:12.50,s:"é",b:true,z:null,day:LocalDate::"2024-02-29",time:LocalTime::"10:20:30.5",' +
  'at:2024-02-29T10:20:30.123456Z,local:LocalDateTime::"1969-12-31T23:59:59",list:[1,2],map:{a:{b:"x"}},blob:{{aGk=}}}';

describe('IonToAvro and AvroToIon', () => {
  test('without a schema rows come back as they were', async () => {
    const avro = await toAvro(`${ROW}\n`);
    expect(avro.outputs).toMatchObject({ size: 1 });
    expect(await back(avro.bytes)).toEqual([ROW.replace('10:20:30.5"', '10:20:30.500"')]);
  });

  test('rows that differ get the wider type, and the fields of the first row unless all are asked for', async () => {
    const ion = '{a:1}\n{a:2.5e0,b:"x"}\n{a:null}\n';
    expect(await back((await toAvro(ion)).bytes)).toEqual(['{a:1e0}', '{a:2.5e0}', '{a:null}']);
    expect(await back((await toAvro(ion, { inferAllFields: true })).bytes)).toEqual([
      '{a:1e0,b:null}',
      '{a:2.5e0,b:"x"}',
      '{a:null,b:null}',
    ]);
  });

  test('texts become the types of the schema', async () => {
    const schema = record(
      { name: 'i', type: 'int' },
      { name: 'l', type: ['null', 'long'] },
      { name: 'f', type: 'double' },
      { name: 'b', type: 'boolean' },
      { name: 'e', type: { type: 'enum', name: 'E', symbols: ['UP', 'DOWN'] } },
      { name: 'n', type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } },
      { name: 'd', type: { type: 'int', logicalType: 'date' } },
      { name: 't', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'u', type: ['null', 'int', 'string'] },
      { name: 'a', type: { type: 'array', items: 'string' } },
      { name: 'x', type: 'string', default: 'none' },
    );
    const ion =
      '{i:"42",l:"NA",f:"1,5",b:"Yes",e:"UP",n:"-3,1",d:"29.02.2024",t:"2024-02-29T12:00",u:"text",a:"[\\"p\\"]"}';
    const properties = {
      schema,
      decimalSeparator: ',',
      dateFormat: 'dd.MM.yyyy',
      timeZoneId: 'Europe/Paris',
    };
    expect(await back((await toAvro(ion, properties)).bytes)).toEqual([
      '{i:42,l:null,f:1.5e0,b:true,e:"UP",n:-3.10,d:LocalDate::"2024-02-29",t:2024-02-29T11:00:00Z,u:"text",a:["p"],x:"none"}',
    ]);
  });

  test.each([
    ['{i:"x"}', 'Row 1: i wants int, not "x"'],
    ['{i:3000000000}', 'Row 1: i wants int, not 3000000000'],
    ['{i:1,s:{a:1}}', 'Row 1: s wants string'],
    ['{i:null}', 'Row 1: i wants int, not null'],
    ['5', 'Row 1: R wants a map'],
  ])('says which field of %s does not fit', async (ion, message) => {
    const schema = record({ name: 'i', type: 'int' }, { name: 's', type: ['null', 'string'] });
    await expect(toAvro(ion, { schema })).rejects.toThrow(message);
  });

  test('bad rows may be left out, and a strict schema knows no other fields', async () => {
    const schema = record({ name: 'i', type: 'int' });
    const ion = '{i:1}\n{i:"x"}\n{i:2,j:3}\n';
    expect(await back((await toAvro(ion, { schema, onBadLines: 'SKIP' })).bytes)).toEqual([
      '{i:1}',
      '{i:2}',
    ]);
    await expect(toAvro('{i:1,j:2}', { schema, strictSchema: true })).rejects.toThrow(
      'j: the schema has no such field',
    );
  });

  test('a schema may hold itself', async () => {
    const schema = record({ name: 'next', type: ['null', 'R'] });
    const avro = await toAvro('{next:{next:null}}', { schema });
    expect(await back(avro.bytes)).toEqual(['{next:{next:null}}']);
  });

  test('an empty file of rows is an Avro file without rows', async () => {
    expect(await back((await toAvro('')).bytes)).toEqual(['']);
  });

  test.each([
    ['', 'empty'],
    ['something else', 'not Avro'],
  ])('refuses %j as Avro', async (content, message) => {
    await expect(convertFile('avro.AvroToIon', content)).rejects.toThrow(message);
  });

  test('refuses a schema that is none', async () => {
    await expect(toAvro('{a:1}', { schema: '{{ "{" }}' })).rejects.toThrow('schema: is not JSON');
    await expect(toAvro('{a:1}', { schema: '"string"' })).rejects.toThrow('must be an Avro record');
  });
});

test('InferAvroSchemaFromIon stores the schema', async () => {
  const { text } = await convertFile('avro.InferAvroSchemaFromIon', '{"a b":1}\n{c:[true]}\n');
  expect(JSON.parse(text)).toEqual({
    type: 'record',
    name: 'Row',
    fields: [
      { name: 'a_b', type: ['null', 'int'], default: null, aliases: ['a b'] },
      { name: 'c', type: ['null', { type: 'array', items: ['null', 'boolean'] }], default: null },
    ],
  });
});
