/**
 * Conversions of a large file on local storage: rows per second and how far memory grows. Memory must not depend on the
 * number of rows. Run `npm run build` first, then `node --expose-gc test/perf/serdes.mjs [rows, default 1000000]`.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

const BUILD = new URL(`../../${process.env.BUILD ?? 'dist'}/`, import.meta.url);
const { SERDES_PLUGINS } = await import(new URL('plugins/serdes/index.js', BUILD));
const { pluginTypeOf } = await import(new URL('plugins/api/plugin-type.js', BUILD));
const { LocalStorage } = await import(new URL('platform/storage/local-storage.js', BUILD));
const { TemporaryDirectory } = await import(new URL('run-context/temporary-directory.js', BUILD));

const ROWS = Number(process.argv[2] ?? 1_000_000);
const MEGABYTE = 1024 * 1024;
const folder = await mkdtemp(join(tmpdir(), 'serdes-'));
const storage = new LocalStorage(join(folder, 'storage'));
const workingDirectory = new TemporaryDirectory(join(folder, 'work'));
let files = 0;
const ctx = {
  signal: new AbortController().signal,
  logger: console,
  metrics: { counter: () => undefined },
  workingDirectory,
  storage: {
    put: (name, content) => storage.put(`/${files++}/${name}`, content),
    putFile: (name, path) => storage.put(`/${files++}/${name}`, createReadStream(path)),
    get: (uri) => storage.get(uri),
  },
};

const types = new Map(
  SERDES_PLUGINS.map((plugin) => [pluginTypeOf(plugin).type.split('.').slice(4).join('.'), plugin]),
);

function* csv() {
  let text = 'order_id,customer,amount,created,note\n';
  for (let row = 0; row < ROWS; row++) {
    text += `${row},customer ${row % 1000},${row % 977}.25,2024-01-31T10:20:30Z,"a ""quoted"", note"\n`;
    if (text.length > MEGABYTE) {
      yield text;
      text = '';
    }
  }
  yield text;
}

async function measure(type, properties) {
  const task = Object.assign(new (types.get(type))(), properties);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const begun = performance.now();
  const { outputs } = await task.run(ctx);
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watch);
  const uri = outputs.uri ?? Object.values(outputs.uris)[0];
  console.log(
    [
      type.padEnd(22),
      `${seconds.toFixed(1)} s`.padStart(8),
      `${Math.round(outputs.size / seconds).toLocaleString('en')} rows/s`.padStart(16),
      `file ${Math.round((await storage.size(uri)) / MEGABYTE)} MB`.padStart(14),
      `memory +${Math.round((peak - before) / MEGABYTE)} MB (peak ${Math.round(peak / MEGABYTE)})`,
    ].join('  '),
  );
  return uri;
}

console.log(`${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, ${ROWS} rows`);
try {
  const source = await storage.put('/source.csv', Readable.from(csv()));
  const ion = await measure('csv.CsvToIon', { from: source });
  await measure('csv.IonToCsv', { from: ion });
  const array = await measure('json.IonToJson', { from: ion, newLine: false });
  await measure('json.JsonToIon', { from: array, newLine: false });
  await measure('xml.IonToXml', { from: ion });
  const avro = await measure('avro.IonToAvro', { from: ion });
  await measure('avro.AvroToIon', { from: avro });
  const parquet = await measure('parquet.IonToParquet', { from: ion });
  await measure('parquet.ParquetToIon', { from: parquet });
  const excel = await measure('excel.IonToExcel', { from: ion });
  await measure('excel.ExcelToIon', { from: excel });
} finally {
  await workingDirectory.remove();
  await rm(folder, { recursive: true });
}
