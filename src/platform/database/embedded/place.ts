import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readlink, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach } from './account.js';
import { type BinaryFolder, binaryVersion, copyBinaries } from './binary.js';

/** Where root keeps what another account must be able to reach. Survives a restart of the machine, unlike /tmp. */
const ROOTS_PLACE = '/var/lib/kestra-node';

/** A socket's path must fit into 107 bytes on Linux and 103 on macOS. */
const LONGEST_SOCKET_FOLDER = 103 - '/.s.PGSQL.5432'.length;

/**
 * Makes the data directory's parent and says where the data really lies. When the account cannot get there (a checkout
 * below `/root`), the data goes to `/var/lib/kestra-node/…` and the wanted place becomes a link to it.
 */
export async function dataPlace(wanted: string, account: Account | undefined): Promise<string> {
  const path = resolve(wanted);
  if (existsSync(path)) {
    return realpath(path);
  }
  await mkdir(dirname(path), { recursive: true });
  const dangling = await readlink(path).catch(() => undefined);
  if (dangling !== undefined) {
    return dangling;
  }
  if (!account || canReach(account, dirname(path))) {
    return path;
  }
  await mkdir(ROOTS_PLACE, { recursive: true });
  const own = await mkdtemp(join(ROOTS_PLACE, 'data-'));
  await chmod(own, 0o755);
  await symlink(join(own, 'postgres'), path);
  return join(own, 'postgres');
}

/** The programs, in a place where the account can run them. */
export async function binaryPlace(
  folder: BinaryFolder,
  account: Account | undefined,
): Promise<BinaryFolder> {
  if (!account || canReach(account, join(folder, 'bin'))) {
    return folder;
  }
  return copyBinaries(folder, join(ROOTS_PLACE, `postgres-${await binaryVersion(folder)}`));
}

/** The data directory itself when its path is short enough, else a fresh private folder. */
export async function socketPlace(
  dataDirectory: string,
  account: Account | undefined,
): Promise<string> {
  if (Buffer.byteLength(dataDirectory) <= LONGEST_SOCKET_FOLDER) {
    return dataDirectory;
  }
  const folder = await mkdtemp(join(tmpdir(), 'kestra-'));
  if (account) {
    await chown(folder, account.uid, account.gid);
  }
  return folder;
}
