/** A raw block on one line; dashes are allowed in its tags and trim nothing (expressions.md §1.9). */
const RAW = '\\{%-?\\s*raw\\s*-?%\\}(.*?)\\{%-?\\s*endraw\\s*-?%\\}';

export const RAW_BLOCK_HERE = new RegExp(RAW, 'y');
const RAW_BLOCKS = new RegExp(RAW, 'g');

export function unwrapRawBlocks(text: string): string {
  return text.includes('{%') ? text.replace(RAW_BLOCKS, '$1') : text;
}

/** A private-use character on both sides, so that no template and no value has one by accident. */
const MARK = /\uE0A0(\d+)\uE0A0/g;

export interface Shielded {
  readonly text: string;
  restore(rendered: string): string;
}

/** Hides raw blocks behind marks that several passes leave alone; `restore` puts their content back. */
export function shieldRawBlocks(text: string): Shielded {
  const contents: string[] = [];
  const shielded = text.replace(
    RAW_BLOCKS,
    (_, content: string) => `\uE0A0${contents.push(content) - 1}\uE0A0`,
  );
  const restore = (rendered: string): string =>
    rendered.replace(MARK, (mark, index: string) => contents[Number(index)] ?? mark);
  return { text: shielded, restore: contents.length === 0 ? (rendered) => rendered : restore };
}
