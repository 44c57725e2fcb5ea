import { describe, expect, test } from '@jest/globals';
import { convertFile } from '../../testing/convert-file.js';
import { runTask } from '../../testing/fake-run-context.js';

type Content = string | Uint8Array;

const messageOf = (type: string, content: Content, properties: object = {}): Promise<string> =>
  convertFile(type, content, { ...properties }).then(
    () => 'nothing went wrong',
    (error: Error) => error.message,
  );

/** A file of that format with 5,000 rows. */
async function written(type: string, properties: object = {}): Promise<Buffer> {
  const rows = Array.from({ length: 5_000 }, (_, index) => `{a:${index},b:"text ${index}"}\n`);
  return (await convertFile(type, rows.join(''), { ...properties })).bytes;
}

describe('malformed input fails with the place where it is wrong:', () => {
  const ion = '{a:1}\n{a:2}\n]\n';
  const whole = { newLine: false };

  test.each<[string, string, Content, object, string]>([
    ['an open quote', 'csv.CsvToIon', 'a,b\n1,2\n3,"4\n', {}, 'Line 3 of the CSV file: a "'],
    [
      'too many fields',
      'csv.CsvToIon',
      'a,b\n1,2\n3,4,5\n',
      {},
      'Line 3 of the CSV file: 3 fields',
    ],
    ['JSON lines', 'json.JsonToIon', '{"a":1}\n{"a":2}\n{"a":}\n', {}, 'Line 3 is not JSON'],
    ['JSON', 'json.JsonToIon', '[{"a":1},\n{"a":2},\n{"a":}]', whole, 'element 3 (line 3)'],
    ['cut JSON', 'json.JsonToIon', '[{"a":1},\n{"a":2},\n{"a"', whole, 'line 3: the array is not'],
    ['YAML', 'yaml.YamlToIon', 'a: 1\nb: 2\nc: [1\n', {}, 'line 4'],
    ['XML', 'xml.XmlToIon', '<a>\n<b>\n</a>', {}, 'line 2'],
    ['Ion for CSV', 'csv.IonToCsv', ion, {}, 'Line 3: This is not Ion'],
    ['Ion for JSON', 'json.IonToJson', ion, {}, 'Line 3: This is not Ion'],
    ['Ion for Avro', 'avro.IonToAvro', ion, {}, 'Line 3: This is not Ion'],
    ['Ion for Parquet', 'parquet.IonToParquet', ion, {}, 'Line 3: This is not Ion'],
    ['Ion for Excel', 'excel.IonToExcel', ion, {}, 'Line 3: This is not Ion'],
    ['Ion for XML', 'xml.IonToXml', ion, {}, 'Line 3: This is not Ion'],
    ['Ion for YAML', 'yaml.IonToYaml', ion, {}, 'Line 3: This is not Ion'],
  ])('%s', async (_, type, content, properties, expected) => {
    expect(await messageOf(type, content, properties)).toContain(expected);
  });

  test('Avro, by the row that a broken block begins with', async () => {
    const bytes = await written('avro.IonToAvro');
    // The second half of the file is nonsense.
    bytes.fill(0xff, Math.trunc(bytes.length / 2));
    expect(await messageOf('avro.AvroToIon', bytes)).toMatch(/The file is not Avro, row \d+: /);
  });

  test('Parquet, by the rows of the group', async () => {
    const bytes = await written('parquet.IonToParquet', { rowGroupSize: 1_000 });
    bytes.fill(0xff, 16, 200);
    expect(await messageOf('parquet.ParquetToIon', bytes)).toMatch(
      /cannot be read, row 1 to \d+: /,
    );
  });

  test('Excel, by the part of the file', async () => {
    const bytes = await written('excel.IonToExcel');
    const middle = Math.trunc(bytes.length / 2);
    bytes.fill(0xff, middle, middle + 4_000);
    expect(await messageOf('excel.ExcelToIon', bytes)).toMatch(
      /The Excel file cannot be read: xl\/\S+\.xml is broken/,
    );
  });

  test.each([
    ['avro.AvroToIon', 'not Avro'],
    ['parquet.ParquetToIon', 'cannot be read, its end'],
    ['excel.ExcelToIon', 'it is no .xlsx file, or it is cut off'],
  ])('%s of something else', async (type, expected) => {
    expect(await messageOf(type, 'PK\u0003\u0004 something else')).toContain(expected);
  });
});

describe('empty input', () => {
  test.each([
    ['csv.CsvToIon'],
    ['csv.IonToCsv'],
    ['json.JsonToIon'],
    ['json.IonToJson'],
    ['json.JsonToJsonl'],
    ['avro.IonToAvro'],
    ['parquet.IonToParquet'],
    ['excel.IonToExcel'],
    ['xml.IonToXml'],
    ['yaml.YamlToIon'],
    ['yaml.IonToYaml'],
  ])('gives no rows: %s', async (type) => {
    expect((await convertFile(type, '')).outputs['size']).toBe(0);
  });

  test.each([
    ['avro.AvroToIon', 'it is empty'],
    ['parquet.ParquetToIon', 'it is empty'],
    ['excel.ExcelToIon', 'it is no .xlsx file'],
    ['xml.XmlToIon', 'is empty'],
  ])('is no file of %s', async (type, expected) => {
    expect(await messageOf(type, '')).toContain(expected);
  });
});

test.each([
  ['csv.CsvToIon', 'kestra:///company/team/_files/absent.csv', 'No such file'],
  ['csv.CsvToIon', '', 'must be the URI of a file in internal storage'],
  ['csv.CsvToIon', 'a,b\n1,2\n', 'must be the URI of a file in internal storage'],
])('a missing URI is named: %s from %j', async (type, from, expected) => {
  const converted = runTask({ task: { type: `io.kestra.plugin.serdes.${type}`, from } });
  await expect(converted).rejects.toThrow(expected);
});

test.each([
  ['csv.CsvToIon', { maxFieldSize: 1024 * 1024 }],
  ['csv.IonToCsv', {}],
  ['json.JsonToIon', {}],
])('one line of 100 MB has a clear limit: %s', async (type, properties) => {
  const line = Buffer.alloc(100 * 1024 * 1024, 'x');
  expect(await messageOf(type, line, properties)).toMatch(
    /longer than|more than|larger than|beyond/,
  );
});
