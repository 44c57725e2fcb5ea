import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import { MemoryFiles } from '../../../testing/memory-files.js';

const FROM = 'kestra:///company/team/_files/in.txt';

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

describe('Reverse in other charsets', () => {
  async function reverseBytes(content: Buffer, more: Record<string, unknown>): Promise<Buffer> {
    const storage = new MemoryFiles();
    await storage.put(FROM, content);
    const { output } = await runTask({
      task: { type: 'io.kestra.plugin.core.storage.Reverse', from: FROM, ...more },
      services: { storage },
    });
    return storage.contents.get(output.outputs?.['uri'] as string) ?? Buffer.alloc(0);
  }

  test('finds the lines of UTF-16 and writes the separator in it', async () => {
    // U+0A0A and U+0A00 hold the byte of a line feed, but end no line.
    const text = Buffer.from('a\u0a0a\u0a00\r\nb\n', 'utf16le');
    const little = await reverseBytes(text, { charset: 'UTF-16LE', separator: ';' });
    expect(little.toString('utf16le')).toBe('b;a\u0a0a\u0a00;');
    const big = await reverseBytes(Buffer.from(text).swap16(), { charset: 'utf-16be' });
    expect(big.swap16().toString('utf16le')).toBe('b\na\u0a0a\u0a00\n');
  });

  test('leaves the bytes of a charset that extends ASCII alone', async () => {
    const bytes = Buffer.from('é\nü\n', 'latin1');
    expect(await reverseBytes(bytes, { charset: 'ISO-8859-1' })).toEqual(
      Buffer.from('ü\né\n', 'latin1'),
    );
  });

  test.each([
    ['UTF-16', '\n', 'is not supported'],
    ['klingon', '\n', 'is not supported'],
    ['ISO-8859-1', 'é', 'separator: must be ASCII'],
  ])('refuses the charset %s with the separator %j', async (charset, separator, message) => {
    await expect(reverseBytes(Buffer.from('a'), { charset, separator })).rejects.toThrow(message);
  });
});
