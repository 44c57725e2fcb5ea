import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { IllegalStateError } from '../../../model/errors.js';
import type { ProcessLauncher } from '../../api/task-runner.js';

/**
 * Python functions of all who use the cache. A folder of packages has a lock file beside it, whose date says when it was
 * last asked for: shared by who uses the folder, held alone by who fills or removes it. A lock ends with its holder. A lock
 * file may be removed by its only holder, so whoever gets a lock looks whether the file still has its name.
 */
export const PYTHON_CACHE = `import contextlib, os, shutil, sys, time


def cache_folder():
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "kestra-node", "python")


@contextlib.contextmanager
def locked(folder, kind):
    import fcntl  # not on every system

    path = folder + ".lock"
    while True:
        with open(path, "a") as lock:
            fcntl.flock(lock, kind)
            if os.path.exists(path) and os.path.samestat(os.fstat(lock.fileno()), os.stat(path)):
                yield lock
                return


def unfinished_of(folder):
    return folder + ".unfinished"
`;

/**
 * Shell commands after which the folder \`$KESTRA_PACKAGES\` is in use until the shell and all that it started have ended:
 * they inherit the open file, and with it the lock.
 */
export function holdPackages(python: string): string {
  return (
    'if [ -e "$KESTRA_PACKAGES.lock" ]; then exec 9<"$KESTRA_PACKAGES.lock"; ' +
    // Most systems have the program, which starts faster than Python.
    `flock -s 9 2>/dev/null || ${python} -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_SH)'; fi`
  );
}

/** \`python sweep.py bytes seconds\`: what is too old goes, then what was not asked for the longest until the rest fits. */
const SWEEP = `${PYTHON_CACHE}
import fcntl

most_bytes, most_seconds = float(sys.argv[1]), float(sys.argv[2])
# Who has just asked for a folder may not hold it yet.
JUST_NOW = 600


def size_of(folder):
    return sum(
        os.lstat(os.path.join(parent, name)).st_size
        for parent, _, names in os.walk(folder)
        for name in names
    )


def remove(folder, last_used):
    with locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB) as lock:
        if os.fstat(lock.fileno()).st_mtime != last_used:
            return False
        if os.path.isdir(folder):
            shutil.rmtree(unfinished_of(folder), ignore_errors=True)
            os.rename(folder, unfinished_of(folder))
        shutil.rmtree(unfinished_of(folder), ignore_errors=True)
        os.unlink(lock.name)
        return True


def sweep(root):
    entries = []
    for name in os.listdir(root):
        if name.endswith(".lock"):
            folder = os.path.join(root, name[: -len(".lock")])
            size = size_of(folder) + size_of(unfinished_of(folder))
            entries.append((os.stat(folder + ".lock").st_mtime, size, folder))
    total = sum(size for _, size, _ in entries)
    for last_used, size, folder in sorted(entries):
        age = time.time() - last_used
        if age > JUST_NOW and (age > most_seconds or total > most_bytes):
            try:
                if remove(folder, last_used):
                    total -= size
                    print(folder)
            except BlockingIOError:
                pass  # in use


sweep(cache_folder())
`;

/** Bounds of the cache. */
export interface PythonCacheLimits {
  readonly bytes: number;
  /** Since it was last asked for. */
  readonly milliseconds: number;
}

/**
 * Removes Python packages from the cache in `home` (`$XDG_CACHE_HOME`) until it keeps to its limits, but none that is in
 * use; gives the folders.
 */
export async function sweepPythonCache(
  processes: ProcessLauncher,
  limits: PythonCacheLimits,
  home: string = join(homedir(), '.cache'),
): Promise<string[]> {
  const folder = join(home, 'kestra-node', 'python');
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  const removed: string[] = [];
  const complaints: string[] = [];
  if (isThere) {
    const { exitCode } = await processes.run(
      {
        argv: ['python3', '-c', SWEEP, `${limits.bytes}`, `${limits.milliseconds / 1000}`],
        env: { XDG_CACHE_HOME: home },
        workingDirectory: folder,
        onLine: (line, stream) => void (stream === 'stdout' ? removed : complaints).push(line),
      },
      new AbortController().signal,
    );
    if (exitCode !== 0) {
      throw new IllegalStateError(
        `The cache of Python packages was not swept: ${complaints.at(-1)}`,
      );
    }
  }
  return removed;
}
