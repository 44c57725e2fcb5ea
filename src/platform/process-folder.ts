import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, rmdirSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'kestra-process-';

/** A living process shows so often that it lives, to those that cannot see it: another machine, another container. */
const HEARTBEAT_MS = 5 * 60_000;
const DEAD_AFTER_MS = 60 * 60_000;

/**
 * A folder below `root`, named after this process, for whatever must not outlive it. Made when it is missing; the next
 * server that starts removes what a killed one left (`sweepDeadFolders`).
 */
export async function processFolder(root: string): Promise<string> {
  const folder = join(root, processName());
  await mkdir(root, { recursive: true });
  // The root may be everybody's, as /tmp is; what is in the folder is nobody else's business.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  beat(folder);
  return folder;
}

/** Removes folders of processes that are dead and gives their names; a folder that cannot be removed stays. */
export async function sweepDeadFolders(root: string): Promise<string[]> {
  const names = await readdir(root).catch((): string[] => []);
  const swept: string[] = [];
  for (const name of names) {
    const folder = join(root, name);
    if (name.startsWith(PREFIX) && name !== processName() && (await isDead(name, folder))) {
      const isGone = await rm(folder, { recursive: true, force: true, maxRetries: 3 }).then(
        () => true,
        () => false,
      );
      swept.push(...(isGone ? [name] : []));
    }
  }
  return swept;
}

/** A process of the same machine is looked up; of any other only the last sign of life is known. */
async function isDead(name: string, folder: string): Promise<boolean> {
  const hasEnded = hasProcessEnded(name);
  if (hasEnded !== undefined) {
    return hasEnded;
  }
  const age = await stat(folder).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  return age > DEAD_AFTER_MS;
}

/** Whether the process that `processName` named is over; undefined for one of another machine. */
export function hasProcessEnded(name: string): boolean | undefined {
  const [machine = '', pid = '', start] = name.slice(PREFIX.length).split('-');
  return machine === machineName() && isMachineKnown() ? startOf(pid) !== start : undefined;
}

let name: string | undefined;

/** A name of this process that no other one has, be it on another machine or at another time. */
export function processName(): string {
  const { pid } = process;
  name ??= `${PREFIX}${machineName()}-${pid}-${startOf(String(pid)) ?? Date.now()}`;
  return name;
}

/** State of a process that is over while its parent has not asked how it ended. */
const ENDED = 'Z';

/** What process ids are unique in: one boot of a machine, and within it one container. */
function machineName(): string {
  const parts = [hostname(), bootId() ?? '', pidNamespace() ?? ''];
  return createHash('sha256').update(parts.join()).digest('hex').slice(0, 12);
}

function isMachineKnown(): boolean {
  return bootId() !== undefined && pidNamespace() !== undefined;
}

function bootId(): string | undefined {
  return attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
}

function pidNamespace(): string | undefined {
  return attempt(() => readlinkSync('/proc/self/ns/pid'));
}

/** When a process began, in ticks since the boot: another process with its id has another one. */
function startOf(pid: string): string | undefined {
  return attempt(() => {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in parentheses with anything in it; the third is the state, the 22nd the start.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[0] === ENDED ? undefined : fields[19];
  });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const beating = new Set<string>();

function beat(folder: string): void {
  if (beating.size === 0) {
    setInterval(() => beating.forEach(showLife), HEARTBEAT_MS).unref();
    process.once('exit', () => beating.forEach((own) => attempt(() => rmdirSync(own))));
  }
  beating.add(folder);
}

function showLife(folder: string): void {
  const now = new Date();
  utimes(folder, now, now).catch(() => undefined);
}
