import { describe, expect, test } from '@jest/globals';
import { convertFile } from '../../../testing/convert-file.js';

const toIon = (csv: string | Uint8Array, properties = {}) =>
  convertFile('csv.CsvToIon', csv, properties);
const toCsv = (ion: string, properties = {}) => convertFile('csv.IonToCsv', ion, properties);

describe('CsvToIon', () => {
  test('gives maps of texts by the header, and counts them', async () => {
    const { lines, outputs, metrics } = await toIon('id,name\r\n1,Ann\r\n2,\\N\r\n');

    expect(lines).toEqual(['{id:"1",name:"Ann"}', '{id:"2",name:null}']);
    expect(outputs).toEqual({ uri: expect.stringMatching(/^kestra:.*\.ion$/), size: 2 });
    expect(metrics).toMatchObject([{ name: 'records', value: 2 }]);
  });

  test('gives lists without a header', async () => {
    expect((await toIon('1,a\n2,b', { header: false })).lines).toEqual(['["1","a"]', '["2","b"]']);
  });

  test.each([
    [
      'a quoted separator, quote and line end',
      'a,b\n"x,""y""\nz",1\n',
      '{a:"x,\\"y\\"\\nz",b:"1"}',
    ],
    ['a quote inside an unquoted field', 'a,b\n5" pipe,1\n', '{a:"5\\" pipe",b:"1"}'],
    ['line ends of old Macs', 'a,b\r1,2\r', '{a:"1",b:"2"}'],
    ['a byte-order mark', '\ufeffa,b\n1,2\n', '{a:"1",b:"2"}'],
    ['a row with fewer fields', 'a,b\n1\n', '{a:"1"}'],
    ['columns without a name', 'a,,\n1,2,3\n', '{a:"1"}'],
  ])('reads %s', async (_, csv, row) => {
    expect((await toIon(csv)).lines).toEqual([row]);
  });

  test('reads every cut of the file alike', async () => {
    const { CsvParser } = await import('./csv-parser.js');
    const csv = 'a,"b""c\r\n",d\r\n"",\r\n\n"x"\r1,2';
    const dialect = { separator: ',', quote: '"', extraAfterQuote: false, maxRecord: 100 };
    const parsed = (pieces: readonly string[]) => {
      const parser = new CsvParser(dialect);
      return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
    };
    const whole = parsed([csv]);

    expect(whole.map(({ fields }) => fields)).toEqual([
      ['a', 'b"c\r\n', 'd'],
      ['', ''],
      [''],
      ['x'],
      ['1', '2'],
    ]);
    expect(whole.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6]);
    for (let cut = 1; cut < csv.length; cut++) {
      expect(parsed([csv.slice(0, cut), csv.slice(cut)])).toEqual(whole);
    }
    expect(parsed([...csv])).toEqual(whole);
  });

  test('takes other characters, another charset, skips rows', async () => {
    const csv = Buffer.from("n;t\nskipped;x\n'é;';2\n\n", 'latin1');
    const properties = {
      fieldSeparator: ';',
      textDelimiter: "'",
      charset: 'ISO-8859-1',
      skipRows: 1,
      skipEmptyRows: true,
    };
    expect((await toIon(csv, properties)).lines).toEqual(['{n:"é;",t:"2"}']);
  });

  test('an empty line is a row with one empty field unless such rows are skipped', async () => {
    expect((await toIon('a,b\n\n1,2\n')).lines).toEqual(['{a:""}', '{a:"1",b:"2"}']);
  });

  test('an empty file has no rows', async () => {
    expect((await toIon('')).outputs).toMatchObject({ size: 0 });
  });

  test.each([
    ['too many fields', 'a,b\n1,2\n1,2,3\n', 'Line 3 of the CSV file: 3 fields instead of 2'],
    ['text behind a quote', 'a,b\n"1"x,2\n', 'Line 2 of the CSV file: there is `x` behind'],
    ['an open quote', 'a,b\n1,2\n"3,4\n', 'Line 3 of the CSV file: a " is opened and never closed'],
    ['two columns of one name', 'a,a\n', 'Two columns are named `a`'],
  ])('%s is an error with the line', async (_, csv, message) => {
    await expect(toIon(csv)).rejects.toThrow(message);
  });

  test('bad rows may be left out, with a warning or without', async () => {
    const csv = 'a,b\n1,2,3\n"4"x,5\n6,7\n';
    const warned = await toIon(csv, { onBadLines: 'WARN' });
    const skipped = await toIon(csv, { onBadLines: 'SKIP' });

    expect(warned.lines).toEqual(['{a:"6",b:"7"}']);
    expect(warned.logs.map(({ level }) => level)).toEqual(['WARN', 'WARN']);
    expect(skipped.lines).toEqual(warned.lines);
    expect(skipped.logs).toEqual([]);
  });

  test('text behind a closing quote, fewer fields and unnamed columns follow their properties', async () => {
    const extra = { allowExtraCharsAfterClosingQuote: true };
    expect((await toIon('a\n"1"x\n', extra)).lines).toEqual(['{a:"1x"}']);
    await expect(toIon('a,b\n1\n', { errorOnDifferentFieldCount: true })).rejects.toThrow(
      '1 fields instead of 2',
    );
    expect((await toIon('a,\n1,2\n', { onEmptyHeader: 'RENAME' })).lines).toEqual([
      '{a:"1",col_1:"2"}',
    ]);
  });

  test('refuses rows and fields beyond their limits', async () => {
    const long = 'x'.repeat(200_000);
    const limits = { maxBufferSize: 1000, maxFieldSize: 1000 };
    await expect(toIon(`a\n"${long}`, limits)).rejects.toThrow('maxBufferSize');
    await expect(toIon(`a\n${long}\n`, limits)).rejects.toThrow('maxBufferSize');
    await expect(toIon(`a\n${'x'.repeat(20)}\n`, { maxFieldSize: 10 })).rejects.toThrow(
      'field 1 is longer than 10',
    );
  });

  test('says what is wrong with charset, separator and URI', async () => {
    const latin = Buffer.from('a\né\n', 'latin1');
    await expect(toIon(latin)).rejects.toThrow('The file is not UTF-8');
    await expect(toIon(latin, { charset: 'klingon' })).rejects.toThrow('`klingon` is not known');
    await expect(toIon('a\n', { fieldSeparator: '||' })).rejects.toThrow('must be one character');
    await expect(toIon('a\n', { from: '/etc/passwd' })).rejects.toThrow('from: must be the URI');
    await expect(toIon('a\n', { from: 'kestra:///company/team/_files/none' })).rejects.toThrow(
      'none',
    );
  });
});

describe('IonToCsv', () => {
  const ROW =
    '{i:1,s:"a,\\"b\\"",z:null,d:LocalDate::"2024-01-31",t:2024-01-31T10:20:30.5+02:00,n:1.50,m:{k:[1]}}';

  test('writes a header from the first row and values by position', async () => {
    const { text, outputs } = await toCsv(`${ROW}\n{x:2}\n[3,4]\n`);

    expect(text).toBe(
      'i,s,z,d,t,n,m\n' +
        '1,"a,""b""",,2024-01-31,2024-01-31T10:20:30.500+02:00,1.50,"{""k"":[1]}"\n' +
        '2\n3,4\n',
    );
    expect(outputs).toMatchObject({ size: 3 });
  });

  test('shows dates as asked', async () => {
    const formats = {
      dateFormat: 'dd.MM.yyyy',
      dateTimeFormat: 'yyyy-MM-dd HH:mm[ XXX]',
      timeFormat: 'HH-mm',
      timeZoneId: 'America/New_York',
      header: false,
    };
    const ion =
      '[LocalDate::"2024-01-31",2024-01-31T10:00:00Z,LocalDateTime::"2024-01-31T10:00",LocalTime::"10:20:30","2024-01-31"]';
    expect((await toCsv(ion, formats)).text).toBe(
      '31.01.2024,2024-01-31 05:00 -05:00,2024-01-31 10:00,10-20,2024-01-31\n',
    );
  });

  test('quotes by mode', async () => {
    const quoted = async (properties: object) => (await toCsv('{a:1,b:"x"}', properties)).text;
    expect(await quoted({ alwaysDelimitText: true })).toBe('"a","b"\n"1","x"\n');
    expect(await quoted({ quoteMode: 'NON_NUMERIC', header: false })).toBe('1,"x"\n');
    expect(await quoted({ lineDelimiter: '\r\n', fieldSeparator: ';' })).toBe('a;b\r\n1;x\r\n');
  });

  test('writes other charsets', async () => {
    const { bytes } = await toCsv('{a:"é"}', { charset: 'ISO-8859-1', header: false });
    expect(bytes).toEqual(Buffer.from([0xe9, 0x0a]));
  });

  test('refuses a header over lists, and rows that are neither map nor list', async () => {
    await expect(toCsv('[1,2]')).rejects.toThrow('set header: false');
    await expect(toCsv('{a:1}\n5')).rejects.toThrow('Row 2 is neither a map nor a list');
  });

  test('says in which line the Ion is broken', async () => {
    await expect(toCsv('{a:1}\n{a:\n')).rejects.toThrow(/^Line 2: This is not Ion/);
  });

  test('an empty file gives an empty file', async () => {
    expect(await toCsv('')).toMatchObject({ text: '', outputs: { size: 0 } });
  });

  test('gives back what CsvToIon read', async () => {
    const csv = 'a,b\n"x\ny","""q"""\n,2\n';
    const ion = await toIon(csv);
    expect((await toCsv(ion.text)).text).toBe(csv);
  });
});
