import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const FROM = 'kestra:///company/team/_files/items.ion';

async function run(
  type: string,
  content: string,
  more: Record<string, unknown>,
): Promise<{ text: string; outputs: Readonly<Record<string, unknown>> }> {
  const storage = new MemoryFiles();
  await storage.put(FROM, content);
  const { output } = await runTask({
    task: { type: `io.kestra.plugin.core.storage.${type}`, from: FROM, ...more },
    services: { storage },
  });
  const { uri, ...outputs } = output.outputs ?? {};
  expect(uri).toMatch(/\.ion$/);
  return { text: storage.text(uri as string) ?? '', outputs };
}

describe('FilterItems', () => {
  const FOUR = [1, 2, 3, 4].map((n) => `{key:"k${n}",value:${n}}\n`);
  const BROKEN = [FOUR[0], '{key:"k2",value:"dummy"}\n', '{key:"k3",value:null}\n', FOUR[3]];
  const filter = (items: readonly (string | undefined)[], more: Record<string, unknown>) =>
    run('FilterItems', items.join(''), { filterCondition: ' {{ value % 2 == 0 }} ', ...more });

  test('keeps the items that meet the condition, or the others', async () => {
    expect(await filter(FOUR, {})).toEqual({
      text: `${FOUR[1]}${FOUR[3]}`,
      outputs: { processedItemsTotal: 4, droppedItemsTotal: 2 },
    });
    expect((await filter(FOUR, { filterType: 'EXCLUDE' })).text).toBe(`${FOUR[0]}${FOUR[2]}`);
  });

  test('takes a result that is no boolean by its truth', async () => {
    expect((await filter(FOUR, { filterCondition: '{{ value }}' })).outputs).toMatchObject({
      droppedItemsTotal: 0,
    });
    expect((await filter(FOUR, { filterCondition: ' {{ value - 1 }} ' })).text).not.toContain('k1');
  });

  test('keeps or drops what cannot be told, as asked, and otherwise fails', async () => {
    const condition = { filterCondition: '{{ value is null ? null : value % 2 == 0 }}' };
    const including = await filter(BROKEN, { ...condition, errorOrNullBehavior: 'INCLUDE' });
    expect(including.text).toBe(`${BROKEN[1]}${BROKEN[2]}${BROKEN[3]}`);
    const excluding = await filter(BROKEN, { ...condition, errorOrNullBehavior: 'EXCLUDE' });
    expect(excluding.text).toBe(BROKEN[3]);
    await expect(filter(BROKEN, condition)).rejects.toThrow();
  });
});

describe('DeduplicateItems', () => {
  test('keeps the last item of each key in the order of the file', async () => {
    const content = '{id:1,v:"a"}\n\n{id:2,v:"b"}\n{id:1,v:"c"}\n{id:3,v:"d"}\n';
    expect(await run('DeduplicateItems', content, { expr: '{{ id }}' })).toEqual({
      text: '{id:2,v:"b"}\n{id:1,v:"c"}\n{id:3,v:"d"}\n',
      outputs: { numKeys: 3, processedItemsTotal: 4, droppedItemsTotal: 1 },
    });
  });

  test('counts an empty key as a key and fails on one that cannot be rendered', async () => {
    const content = '{id:"",v:1}\n{id:null,v:2}\n';
    expect((await run('DeduplicateItems', content, { expr: '{{ id }}' })).text).toContain('v:2');
    await expect(run('DeduplicateItems', content, { expr: '{{ other }}' })).rejects.toThrow(
      'other',
    );
  });
});
