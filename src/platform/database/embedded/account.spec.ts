import { describe, expect, test } from '@jest/globals';
import { maySearch, parseAccounts } from './account.js';

describe('parseAccounts', () => {
  test('leaves root and broken lines out', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\nbroken\nnobody:x:65534:65534::/:/bin/false\n\n';

    expect(parseAccounts(passwd)).toEqual([{ name: 'nobody', uid: 65534, gid: 65534 }]);
  });
});

describe('maySearch', () => {
  const account = { name: 'postgres', uid: 101, gid: 104 };

  test.each([
    ['a folder for everybody', { uid: 0, gid: 0, mode: 0o755 }, true],
    ["root's own folder", { uid: 0, gid: 0, mode: 0o700 }, false],
    ['its own folder', { uid: 101, gid: 0, mode: 0o700 }, true],
    ["a folder of the account's group", { uid: 0, gid: 104, mode: 0o710 }, true],
    ['a folder that shuts the group out', { uid: 0, gid: 104, mode: 0o705 }, false],
    ['a folder that shuts its owner out', { uid: 101, gid: 104, mode: 0o077 }, false],
  ])('%s', (_name, folder, expected) => {
    expect(maySearch(account, folder)).toBe(expected);
  });
});
