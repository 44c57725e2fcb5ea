import type { Dirent } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { IllegalArgumentError } from '../model/errors.js';
import { confinedPath } from '../plugins/api/confined-path.js';
import type { WorkingDirectory } from '../plugins/api/run-context.js';
import { pathMatcher } from '../plugins/api/path-matcher.js';

/** A working directory below the system's temporary one, made when first needed. */
export class TemporaryDirectory implements WorkingDirectory {
  private made: Promise<string> | undefined;

  constructor(private readonly parent: string) {}

  path(): Promise<string> {
    this.made ??= mkdir(this.parent, { recursive: true })
      .then(() => mkdtemp(join(this.parent, 'run-')))
      // macOS and some containers have a link in the path; scripts would print another name than ours.
      .then((path) => realpath(path));
    return this.made;
  }

  async resolve(name: string): Promise<string> {
    const root = await this.path();
    const path = confinedPath(root, name);
    // A command may have made a link that leads elsewhere.
    const real = await realPathOf(path);
    if (real !== root && !real.startsWith(root + sep)) {
      throw new IllegalArgumentError(`The path "${name}" leads outside of the working directory`);
    }
    return path;
  }

  async write(name: string, content: string | Uint8Array | Readable): Promise<string> {
    const path = await this.resolve(name);
    await mkdir(dirname(path), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) {
      await writeFile(path, content);
    } else {
      await pipeline(content, createWriteStream(path));
    }
    return path;
  }

  async find(globs: readonly string[]): Promise<string[]> {
    const root = await this.path();
    const matches = pathMatcher(globs);
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(root, path).split(sep).join('/');
      if (matches(name) && (entry.isFile() || (await isLinkToFileWithin(root, entry, path)))) {
        found.push(name);
      }
    }
    return found.sort();
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

/** A link to a file of the same directory counts as a file, one that leads elsewhere does not exist. */
async function isLinkToFileWithin(root: string, entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) {
    return false;
  }
  const target = await realPathOf(path);
  return target.startsWith(root + sep) && (await stat(target)).isFile();
}
