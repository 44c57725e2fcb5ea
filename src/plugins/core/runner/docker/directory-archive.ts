import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExtractEvents, Pack } from 'tar-stream';
import { IllegalArgumentError } from '../../../../model/errors.js';
import { confinedPath } from '../../../api/confined-path.js';

/** A directory with everything below as a tar archive; it is `name` there. Others than root may write into it. */
export async function packDirectory(directory: string, name = directory): Promise<Readable> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  addAll(archive, directory, name.replace(/^\/+/, '')).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return Readable.from(archive);
}

async function addAll(archive: Pack, directory: string, root: string): Promise<void> {
  archive.entry({ name: root, type: 'directory', mode: 0o777 });
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const { size, mode, mtime } = await lstat(path);
    const name = root + path.slice(directory.length);
    if (entry.isDirectory()) {
      archive.entry({ name, type: 'directory', mode: 0o777, mtime });
    } else if (entry.isSymbolicLink()) {
      archive.entry({ name, type: 'symlink', linkname: await readlink(path), mtime });
    } else if (entry.isFile()) {
      const file = archive.entry({ name, size, mode: mode | 0o666, mtime });
      await pipeline(createReadStream(path, { end: Math.max(0, size - 1) }), file);
    }
  }
}

/**
 * Makes the directory what the archive says: files, folders and links are written, files that it does not name are
 * removed. The names in it begin with that of the directory; devices and symbolic links that lead outside are left out.
 */
export async function unpackInto(directory: string, archive: Readable): Promise<void> {
  const { extract } = await import('tar-stream');
  const entries = extract();
  const feeding = pipeline(archive, entries);
  // Seen below; without a listener a failure would be an unhandled one meanwhile.
  feeding.catch(() => undefined);
  const names = new Set<string>();
  for await (const entry of entries) {
    const name = nameInside(entry.header.name);
    if (name !== '') {
      names.add(name);
      await unpackEntry(directory, name, entry);
    }
    entry.resume();
  }
  await feeding;
  await removeOthers(directory, names);
}

type Entry = ExtractEvents['entry'][1];

async function unpackEntry(directory: string, name: string, entry: Entry): Promise<void> {
  const { type, mode, linkname } = entry.header;
  const path = confinedPath(directory, name);
  await refuseLinksAbove(directory, name);
  if (type === 'directory') {
    await makeDirectory(path);
  } else if (type === 'file') {
    await makeWay(path);
    await pipeline(entry, createWriteStream(path, { mode }));
  } else if (type === 'link') {
    // Another name of a file that came before.
    await makeWay(path);
    await copyFile(confinedPath(directory, nameInside(linkname)), path);
  } else if (type === 'symlink' && staysInside(name, linkname)) {
    await makeWay(path);
    await symlink(linkname, path);
  }
}

/** An entry below a link could lead anywhere; the archive of a real folder has none. */
async function refuseLinksAbove(directory: string, name: string): Promise<void> {
  const parts = name.split('/').slice(0, -1);
  for (const depth of parts.keys()) {
    const parent = parts.slice(0, depth + 1).join('/');
    const found = await lstat(join(directory, parent)).catch(() => undefined);
    if (found?.isSymbolicLink() === true) {
      throw new IllegalArgumentError(
        `The container gives the file ${name} below a link, ${parent}`,
      );
    }
  }
}

/** `..` may only stand in front: after the name of another link it could lead anywhere. */
function staysInside(name: string, target: string): boolean {
  const below = target.replace(/^(\.\.?\/)+/, '');
  return (
    !posix.isAbsolute(target) &&
    !below.split('/').includes('..') &&
    !posix.join(posix.dirname(name), target).startsWith('..')
  );
}

/** What stands at the path may be a link of an earlier command, which nothing may be written through. */
async function makeWay(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true });
  await mkdir(dirname(path), { recursive: true });
}

async function makeDirectory(path: string): Promise<void> {
  const existing = await lstat(path).catch(() => undefined);
  if (existing?.isDirectory() !== true) {
    await makeWay(path);
    await mkdir(path);
  }
}

/** Without the name of the archived directory itself. */
function nameInside(name: string): string {
  const [, ...parts] = posix.normalize(name).split('/');
  return parts.join('/').replace(/\/$/, '');
}

async function removeOthers(directory: string, names: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !names.has(relative(directory, path))) {
      await rm(path);
    }
  }
}
