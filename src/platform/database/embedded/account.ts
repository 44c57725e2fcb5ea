import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartupError } from '../../startup-error.js';

/** An account of the operating system that runs PostgreSQL, which refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** `/etc/passwd` as accounts, root left out. */
export function parseAccounts(passwd: string): Account[] {
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((account) => Number.isInteger(account.uid) && account.uid !== 0);
}

/**
 * The account for a server that runs as root: the owner of the existing data, else `postgres`, else `nobody`, else any
 * other. initdb insists on an account with a name, so a bare number would not do.
 * @returns undefined when we are not root: then PostgreSQL runs as ourselves.
 */
export function databaseAccount(dataDirectory: string): Account | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const accounts = parseAccounts(readFileSync('/etc/passwd', 'utf8'));
  const owner = statSync(dataDirectory, { throwIfNoEntry: false })?.uid;
  const account =
    accounts.find(({ uid }) => uid === owner) ??
    accounts.find(({ name }) => name === 'postgres') ??
    accounts.find(({ name }) => name === 'nobody') ??
    accounts[0];
  if (!account) {
    throw new StartupError(
      'PostgreSQL does not run as root and this machine has no other account. Create one ' +
        '("useradd --system postgres"), start the server as an ordinary user, or set KESTRA_DATASOURCES_POSTGRES_URL.',
    );
  }
  return account;
}

/** Whether the account may enter `folder`: every folder on the way must give it the right to search. */
export function canReach(account: Account, folder: string): boolean {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && !maySearch(account, stat)) {
      return false;
    }
    if (path === dirname(path)) {
      return true;
    }
  }
}

interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export function maySearch(account: Account, { uid, gid, mode }: Ownership): boolean {
  if (uid === account.uid) {
    return (mode & 0o100) !== 0;
  }
  return (mode & (gid === account.gid ? 0o010 : 0o001)) !== 0;
}
