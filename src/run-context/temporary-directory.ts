import type { Dirent } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { IllegalArgumentError } from '../model/errors.js';
import { diskFull } from '../platform/disk-full.js';
import { processFolder } from '../platform/process-folder.js';
import { confinedPath } from '../plugins/api/confined-path.js';
import type { WorkingDirectory } from '../plugins/api/run-context.js';
import { pathMatcher } from '../plugins/api/path-matcher.js';

/** What tasks put into the directory for themselves: no files of the flow. */
const OWN_FILES = '.kestra/';

/** A working directory below the system's temporary one, made when first needed. */
export class TemporaryDirectory implements WorkingDirectory {
  private made: Promise<string> | undefined;

  constructor(private readonly parent: string) {}

  path(): Promise<string> {
    this.made ??= processFolder(this.parent)
      .then((folder) => mkdtemp(join(folder, 'run-')))
      // macOS and some containers have a link in the path; scripts would print another name than ours.
      .then((path) => realpath(path))
      .catch((error: unknown) => this.refuse(error));
    return this.made;
  }

  async resolve(name: string): Promise<string> {
    const root = await this.path();
    const path = confinedPath(root, name);
    // A command may have made a link that leads elsewhere.
    if (!(await isWithin(root, path))) {
      throw new IllegalArgumentError(`The path "${name}" leads outside of the working directory`);
    }
    return path;
  }

  async write(name: string, content: string | Uint8Array | Readable): Promise<string> {
    const path = await this.resolve(name);
    try {
      await mkdir(dirname(path), { recursive: true });
      await (typeof content === 'string' || content instanceof Uint8Array
        ? writeFile(path, content)
        : pipeline(content, createWriteStream(path)));
    } catch (error) {
      this.refuse(error);
    }
    return path;
  }

  async find(globs: readonly string[], refused?: (name: string) => void): Promise<string[]> {
    const root = await this.path();
    const matches = pathMatcher(globs);
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(root, path).split(sep).join('/');
      if (name.startsWith(OWN_FILES) || !matches(name)) {
        continue;
      }
      if (entry.isFile() || (await isLinkToFileWithin(root, entry, path))) {
        found.push(name);
      } else if (entry.isSymbolicLink() && !(await isWithin(root, path))) {
        refused?.(name);
      }
    }
    return found.sort();
  }

  private refuse(error: unknown): never {
    throw diskFull(
      error,
      `the folder of the working directories ${this.parent}`,
      'kestra.tasks.tmp-dir.path',
    );
  }

  async remove(): Promise<void> {
    if (this.made !== undefined) {
      await rm(await this.made, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/** Of the path itself, or of the nearest folder above it that exists. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const isDangling = await lstat(path).then(
      () => true,
      () => false,
    );
    return isDangling ? '' : realPathOf(dirname(path));
  }
}

async function isWithin(root: string, path: string): Promise<boolean> {
  const target = await realPathOf(path);
  return target === root || target.startsWith(root + sep);
}

/** A link to a file of the same directory counts as a file, one that leads elsewhere does not exist. */
async function isLinkToFileWithin(root: string, entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) {
    return false;
  }
  return (await isWithin(root, path)) && (await stat(path)).isFile();
}
