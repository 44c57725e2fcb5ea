import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
    return confinedPath(await this.path(), name);
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
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter(matches)
      .sort();
  }

  async remove(): Promise<void> {
    if (this.made !== undefined) {
      await rm(await this.made, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
