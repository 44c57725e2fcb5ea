/**
 * Makes a local repository of DuckDB extensions for machines that cannot reach DuckDB's own: takes them from the Python
 * packages `duckdb-ext-…`, in the version of the installed DuckDB, and prints the folder for `extension-repository`
 * (src/plugins/jdbc/README.md). A folder that has them already is left as it is.
 *
 *   node scripts/duckdb-extension.js [--to FOLDER] [httpfs …]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const project = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', default: join(project, 'node_modules/.cache/duckdb-extensions') },
  },
});
const repository = resolve(values.to);
const library = JSON.parse(
  readFileSync(join(project, 'node_modules/@duckdb/node-api/package.json'), 'utf8'),
);
const version = library.version.split('-')[0];

for (const extension of positionals.length > 0 ? positionals : ['httpfs']) {
  if (!isThere(extension)) {
    download(extension);
  }
}
console.log(repository);

function isThere(extension) {
  const platforms = join(repository, `v${version}`);
  try {
    return readdirSync(platforms).some((platform) =>
      readdirSync(join(platforms, platform)).includes(`${extension}.duckdb_extension`),
    );
  } catch {
    return false;
  }
}

function download(extension) {
  const folder = mkdtempSync(join(tmpdir(), 'duckdb-extension-'));
  try {
    run(
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--dest',
      folder,
      `duckdb-ext-${extension}==${version}.*`,
    );
    for (const wheel of readdirSync(folder)) {
      run('-m', 'zipfile', '-e', join(folder, wheel), folder);
    }
    mkdirSync(repository, { recursive: true });
    cpSync(join(folder, 'duckdb_ext/extensions'), repository, { recursive: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(...args) {
  const { status, stderr, error } = spawnSync('python3', args, { encoding: 'utf8' });
  if (status !== 0) {
    console.error(`python3 ${args.join(' ')} failed: ${error?.message ?? stderr}`);
    process.exit(1);
  }
}
