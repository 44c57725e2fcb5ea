/** A raw block on one line; dashes are allowed in its tags and trim nothing (expressions.md §1.9). */
const RAW = '\\{%-?\\s*raw\\s*-?%\\}(.*?)\\{%-?\\s*endraw\\s*-?%\\}';

export const RAW_BLOCK_HERE = new RegExp(RAW, 'y');
const RAW_BLOCKS = new RegExp(RAW, 'g');

export function unwrapRawBlocks(text: string): string {
  return text.includes('{%') ? text.replace(RAW_BLOCKS, '$1') : text;
}

export interface Shielded {
  readonly text: string;
  restore(rendered: string): string;
}

/** Hides raw blocks behind marks that several passes leave alone; `restore` puts their content back. */
export function shieldRawBlocks(text: string, mark: string): Shielded {
  const contents: string[] = [];
  const shielded = text.replace(
    RAW_BLOCKS,
    (_, content: string) => `${mark}${contents.push(content) - 1};`,
  );
  const marks = new RegExp(`${mark}(\\d+);`, 'g');
  const restore = (rendered: string): string =>
    rendered.replace(marks, (_, index: string) => contents[Number(index)] ?? '');
  return { text: shielded, restore: contents.length === 0 ? (rendered) => rendered : restore };
}
