import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const FROM = 'kestra:///in.txt';

async function reverse(content: string, more: Record<string, unknown> = {}): Promise<string> {
  const storage = new MemoryFiles();
  await storage.put(FROM, content);
  const { output } = await runTask({
    task: { type: 'io.kestra.plugin.core.storage.Reverse', from: FROM, ...more },
    services: { storage },
  });
  return storage.text(output.outputs?.['uri'] as string) ?? '';
}

describe('Reverse', () => {
  test('gives the last line first and ends every line', async () => {
    expect(await reverse('a\nb\r\nc')).toBe('c\nb\na\n');
    expect(await reverse('a\nb\n', { separator: '|' })).toBe('b|a|');
  });

  test('keeps empty lines but makes none of the end of the file', async () => {
    expect(await reverse('a\n\nb\n')).toBe('b\n\na\n');
    expect(await reverse('\n')).toBe('\n');
    expect(await reverse('')).toBe('');
  });

  test('joins lines that are longer than what is read at once', async () => {
    const [long, longer] = ['é'.repeat(50_000), 'x'.repeat(300_000)];
    expect(await reverse(`${long}\n${longer}\nend\n`)).toBe(`end\n${longer}\n${long}\n`);
  });
});
