import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const NAME = 'KESTRA_COMMAND_ID';

/** A variable that everything a command starts inherits: it finds those who left the process group (`setsid`, daemons). */
export type Mark = Readonly<Record<typeof NAME, string>>;

export function newMark(): Mark {
  return { [NAME]: randomUUID() };
}

/** Ids of the processes of this machine with that mark; none where there is no `/proc`. */
export function processesWith(mark: Mark): number[] {
  const wanted = `${NAME}=${mark[NAME]}\0`;
  return processIds().filter((pid) => environmentOf(pid).includes(wanted));
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

/** Empty for one that has ended, or that belongs to somebody else. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
