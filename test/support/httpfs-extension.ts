import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Folder with DuckDB's httpfs extension, as `extension-repository` wants it; undefined where it cannot be had. */
export function httpfsExtension(): string | undefined {
  const script = join(process.cwd(), 'scripts/duckdb-extension.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'httpfs'], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.warn(`skipped: DuckDB's httpfs extension cannot be had here: ${stderr}`);
    return undefined;
  }
  return stdout.trim();
}
