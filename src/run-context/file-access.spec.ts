import { describe, expect, jest, test } from '@jest/globals';
import type { FileUser, FindRelatives } from './file-access.js';
import { FileAccess } from './file-access.js';

const USER: FileUser = { id: 'mine', namespace: 'company.team', flowId: 'flow' };
const NOBODY: FindRelatives = () => Promise.resolve([]);
const access = (user: Partial<FileUser> = {}, relatives = NOBODY): FileAccess =>
  new FileAccess({ ...USER, ...user }, relatives);

describe('an execution may use', () => {
  const parent = {
    id: 'call',
    type: 'io.kestra.plugin.core.flow.Subflow',
    variables: { executionId: 'boss', namespace: 'company', flowId: 'Main_Flow' },
  };

  test.each([
    'kestra:///company/team/flow/executions/mine/tasks/a/1/out.csv',
    'kestra:///company/team/flow/executions/mine/inputs/file/in.csv',
    'kestra:////company/./team/flow/executions/mine/a',
    'kestra:///company/main-flow/executions/boss/tasks/a/1/out.csv',
    'kestra:///company/team/_files/scripts/main.py',
    'kestra:///other/_files/data.csv',
    'kestra:///company/team/flow/executions/mine/tasks/a/1/_files/x',
  ])('its own files, those of its parent and of namespaces: %s', async (uri) => {
    const ask = jest.fn(NOBODY);
    expect(await access({ trigger: parent }, ask).check(uri)).toBe(uri);
    expect(ask).not.toHaveBeenCalled();
  });

  test('files of executions it is related to, which the database knows', async () => {
    const related: FindRelatives = (_id, others) =>
      Promise.resolve(
        others
          .filter((id) => id === 'child')
          .map((executionId) => ({ executionId, namespace: 'a.b', flowId: 'c' })),
      );
    const uri = 'kestra:///a/b/c/executions/child/tasks/t/1/executions/x/y';
    expect(await access({}, related).check(uri)).toBe(uri);
    // The name of a relative does not open the folder of somebody else.
    for (const foreign of [
      'kestra:///a/b/d/executions/child/tasks/t/1/f',
      'kestra:///a/b/c/executions/other/executions/child/f',
    ]) {
      await expect(access({}, related).check(foreign)).rejects.toThrow("didn't belong");
    }
  });
});

describe('refused, with a reason, is', () => {
  test.each([
    'kestra:///company/team/flow/executions/other/tasks/a/1/out.csv',
    'kestra:///company/team/flow/executions/mine2/tasks/a/1/out.csv',
    'kestra:///company/team/flow/executions/mine',
    'kestra:///company/team/other/executions/mine/tasks/a/1/out.csv',
    'kestra:///company/team/flow/a/cache/cache.zip',
    'kestra:///company',
    'kestra:///',
    'kestra:///x/flow/executions/other/_files/secret',
    'kestra:///company/flow/executions/other/tasks/t/1/_files/secret',
  ])('what belongs to somebody else: %s', async (uri) => {
    await expect(access().check(uri)).rejects.toThrow(
      `Unable to read the file "${uri}" as it didn't belong to the current execution`,
    );
  });

  test.each([
    'kestra:///company/team/flow/executions/mine/../other/f',
    'kestra:///company/team/flow/executions/mine/%2e%2E/other/f',
    'kestra:///company/team/flow/executions/mine/..%2fother/f',
    'kestra:///company/team/flow/executions/mine/..\\other/f',
    'kestra:///company/team/flow/executions/mine/a\0b',
  ])('what leads out of its folder: %j', async (uri) => {
    await expect(access().check(uri)).rejects.toThrow('leads out of its folder');
  });

  test.each([
    'file:///etc/passwd',
    '/etc/passwd',
    'http://host/x',
    'KESTRA:///x',
    'kestra://x',
    '',
  ])('what is no URI of the storage: %j', async (uri) => {
    await expect(access().check(uri)).rejects.toThrow('is not an internal storage URI');
  });

  test('a folder of unfinished files', async () => {
    await expect(access().check('kestra:///.unfinished/x/y')).rejects.toThrow('does not exist');
  });

  test('the error says what was tried', async () => {
    await expect(access().check('kestra:///a/b/executions/c/d', 'delete')).rejects.toThrow(
      'Unable to delete the file',
    );
  });
});
