import { describe, expect, test } from '@jest/globals';
import { convertFile } from '../../../testing/convert-file.js';
import { runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';
import { excelFormat } from './excel-row.js';

async function excelOf(
  sheets: Readonly<Record<string, string>>,
  properties: Readonly<Record<string, unknown>> = {},
): Promise<Buffer> {
  const storage = new MemoryFiles();
  const from: Record<string, string> = {};
  for (const [index, [title, ion]] of Object.entries(sheets).entries()) {
    from[title] = await storage.put(`kestra:///company/team/_files/${index}.ion`, ion);
  }
  const type = 'io.kestra.plugin.serdes.excel.IonToExcel';
  const { output } = await runTask({ task: { type, from, ...properties }, services: { storage } });
  return storage.contents.get(String(output.outputs?.['uri'])) ?? Buffer.alloc(0);
}

async function sheetsOf(
  excel: Uint8Array,
  properties: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, string>> {
  const storage = new MemoryFiles();
  const from = await storage.put('kestra:///company/team/_files/x.xlsx', Buffer.from(excel));
  const type = 'io.kestra.plugin.serdes.excel.ExcelToIon';
  const { output } = await runTask({ task: { type, from, ...properties }, services: { storage } });
  const uris = output.outputs?.['uris'] as Record<string, string>;
  return Object.fromEntries(Object.entries(uris).map(([k, uri]) => [k, storage.text(uri) ?? '']));
}

const ROW =
  '{i:1,d:1.5e0,s:"a & b",b:true,z:null,day:LocalDate::"2024-02-29",at:LocalDateTime::"2024-02-29T10:20:30.500"}\n';

describe('IonToExcel and ExcelToIon', () => {
  test('rows of several sheets come back with their types', async () => {
    const excel = await excelOf({ First: ROW + ROW, 'B & C': '{x:"y"}\n' });
    expect(await sheetsOf(excel)).toEqual({ First: ROW + ROW, 'B & C': '{x:"y"}\n' });
    expect(await sheetsOf(excel, { sheetsTitle: ['B & C'] })).toEqual({ 'B & C': '{x:"y"}\n' });
  });

  test('one file gives one sheet, and rows are counted', async () => {
    const { bytes, outputs, metrics } = await convertFile('excel.IonToExcel', '{a:1}\n{a:2}\n', {
      sheetsTitle: 'Only',
    });
    expect(outputs).toMatchObject({ size: 2 });
    expect(metrics).toMatchObject([{ name: 'records', value: 2 }]);
    expect(await sheetsOf(bytes)).toEqual({ Only: '{a:1}\n{a:2}\n' });
  });

  test('without header and styles cells are plain', async () => {
    const excel = await excelOf(
      { S: '[1,LocalDate::"2024-02-29",{a:1},1.50]\n' },
      {
        header: false,
        styles: false,
        dateFormat: 'dd.MM.yyyy',
      },
    );
    expect(await sheetsOf(excel, { header: false })).toEqual({
      S: '[1,"29.02.2024","{\\"a\\":1}",1.5e0]\n',
    });
  });

  test('dates and values are shown as asked, and rows skipped', async () => {
    const excel = await excelOf({ S: ROW });
    const shown = async (properties: object) =>
      (await sheetsOf(excel, { header: false, skipRows: 1, ...properties }))['S'];
    expect(await shown({ dateTimeRender: 'SERIAL_NUMBER' })).toContain('45351,45351.43');
    expect(await shown({ dateTimeRender: 'FORMATTED_STRING' })).toContain(
      '"2024-02-29","2024-02-29T10:20:30.500"',
    );
    expect(await shown({ valueRender: 'FORMATTED_VALUE' })).toContain('["1","1.5","a & b","TRUE",');
  });

  test('refuses what is no Excel file, and sheets that are not there', async () => {
    await expect(sheetsOf(Buffer.from('something else'))).rejects.toThrow('cannot be read');
    await expect(sheetsOf(await excelOf({ S: ROW }), { sheetsTitle: ['T'] })).rejects.toThrow(
      'no sheet T',
    );
    await expect(excelOf({ S: `{a:"${'x'.repeat(40_000)}"}` })).rejects.toThrow('32767');
    await expect(excelOf({})).rejects.toThrow('from: must be a URI or a map');
  });
});

test.each([
  ['yyyy-MM-dd', 'yyyy-mm-dd'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSS[XXX]", 'yyyy-mm-dd"T"hh:mm:ss.000'],
])('the pattern %s is %s in spreadsheets', (pattern, format) => {
  expect(excelFormat(pattern)).toBe(format);
});
