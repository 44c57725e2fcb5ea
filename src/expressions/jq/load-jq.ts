import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';

/** Real jq compiled to WebAssembly. */
export interface Jq {
  /** The program's output, one JSON value per line with `-c`, undefined for none. Throws an error with an `exitCode` when jq fails. */
  raw(json: string, program: string, flags: readonly string[]): string | undefined;
}

/** A new instance: the module itself makes only one, and one that was stopped is no use any more. */
export async function loadJq(): Promise<Jq> {
  const require = createRequire(import.meta.url);
  const file = require.resolve('jq-web');
  const names = ['module', 'exports', 'require', '__filename', '__dirname'];
  const source = await readFile(file, 'utf8');
  const run = compileFunction(source, names, { filename: file }) as (...values: unknown[]) => void;
  const module = { exports: {} };
  run(module, module.exports, require, file, dirname(file));
  const { raw } = await (module.exports as Promise<Jq>);
  return { raw };
}
