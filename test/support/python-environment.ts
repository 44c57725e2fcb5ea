import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const CACHE = join(process.cwd(), 'node_modules/.cache');
const run = promisify(execFile);

/**
 * The Python of an environment with one package of PyPI, made once per version; undefined, with a word on the console,
 * where PyPI cannot be reached.
 */
export async function pythonWith(
  name: string,
  version: string,
  extras = '',
): Promise<string | undefined> {
  const home = join(CACHE, `${name}-${version}`);
  if (!existsSync(home) && !(await install(home, `${name}${extras}==${version}`))) {
    return undefined;
  }
  return join(home, 'bin/python');
}

/** A half-made installation never gets the final name. */
async function install(home: string, requirement: string): Promise<boolean> {
  const unfinished = `${home}.${process.pid}`;
  await mkdir(dirname(home), { recursive: true });
  try {
    await run('python3', ['-m', 'venv', unfinished]);
    await run(join(unfinished, 'bin/python'), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
      requirement,
    ]);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!/connection|resolve|retries|No matching distribution/i.test((error as Error).message)) {
      throw error;
    }
    console.warn(
      `PyPI cannot be reached, so tests with ${requirement} are skipped: ${String(error)}`,
    );
    return false;
  }
  await rename(unfinished, home);
  return true;
}
