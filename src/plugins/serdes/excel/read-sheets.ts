import type { Readable } from 'node:stream';
import type { stream } from 'exceljs';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** The library's types leave out the name. */
export type Sheet = stream.xlsx.WorksheetReader & { readonly name: string };

/** How the library reads the parts of a workbook; its types leave them out. */
interface PartReader {
  _parseRels(part: Readable): Promise<void>;
  _parseWorkbook(part: Readable): Promise<void>;
  _parseSharedStrings(part: Readable): AsyncIterable<unknown>;
  _parseStyles(part: Readable): Promise<void>;
  _parseWorksheet(part: Readable, number: string): Iterable<{ readonly value: Sheet }>;
}

const SHEET = /^xl\/worksheets\/sheet(\d+)\.xml$/;

/**
 * The sheets of an .xlsx file by number, each to be read before the next one. The parts are read in the order in which
 * they are needed: the library itself takes them as they come, and a sheet that comes before its name, its texts or its
 * styles would be read without them.
 */
export async function* readSheets(path: string): AsyncGenerator<Sheet> {
  const { default: excel } = await import('exceljs');
  const reader = new excel.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
  }) as unknown as PartReader;
  const archive = await openPromise(path, { autoClose: false });
  try {
    const parts = await partsOf(archive);
    const open = async (name: string, read: (part: Readable) => Promise<void>): Promise<void> => {
      const entry = parts.get(name);
      await (entry && read(await archive.openReadStreamPromise(entry)));
    };
    await open('xl/_rels/workbook.xml.rels', (part) => reader._parseRels(part));
    await open('xl/workbook.xml', (part) => reader._parseWorkbook(part));
    await open('xl/styles.xml', (part) => reader._parseStyles(part));
    await open('xl/sharedStrings.xml', (part) => readAll(reader._parseSharedStrings(part)));
    for (const [number, entry] of sheetsOf(parts)) {
      const part = await archive.openReadStreamPromise(entry);
      for (const { value } of reader._parseWorksheet(part, String(number))) {
        yield value;
      }
    }
  } finally {
    archive.close();
  }
}

async function partsOf(archive: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  for await (const entry of archive.eachEntry()) {
    parts.set(entry.fileName, entry);
  }
  return parts;
}

function sheetsOf(parts: ReadonlyMap<string, Entry>): readonly (readonly [number, Entry])[] {
  return [...parts]
    .flatMap(([name, entry]) => {
      const number = SHEET.exec(name)?.[1];
      return number === undefined ? [] : [[Number(number), entry] as const];
    })
    .sort(([a], [b]) => a - b);
}

async function readAll(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values) {
    // The library keeps them.
  }
}
