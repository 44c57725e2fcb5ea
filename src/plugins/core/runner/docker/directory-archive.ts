import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, readlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pack } from 'tar-stream';
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
 * Writes the regular files of an archive into the directory. The names in it begin with that of the directory; links and
 * devices are left out, because a container may have made them point anywhere.
 */
export async function unpackInto(directory: string, archive: Readable): Promise<void> {
  const { extract } = await import('tar-stream');
  const entries = extract();
  const feeding = pipeline(archive, entries);
  // Seen below; without a listener a failure would be an unhandled one meanwhile.
  feeding.catch(() => undefined);
  for await (const entry of entries) {
    const [, ...parts] = posix.normalize(entry.header.name).split('/');
    const name = parts.join('/');
    if (entry.header.type === 'file' && name !== '') {
      const path = confinedPath(directory, name);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path, { mode: entry.header.mode }));
    } else {
      entry.resume();
    }
  }
  await feeding;
}
