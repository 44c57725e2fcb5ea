/**
 * A raw block on one line; dashes are allowed in its tags and trim nothing (expressions.md §1.9). Patterns of the whole
 * block would take quadratic time on texts of many openings.
 */
const OPENING = String.raw`\{%-?\s*raw\s*-?%\}`;
const CLOSING = String.raw`\{%-?\s*endraw\s*-?%\}`;
const LINE_BREAK = String.raw`[\n\r\u2028\u2029]`;

interface RawBlock {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

export const RAW_BLOCK_HERE = new RegExp(`${OPENING}(.*?)${CLOSING}`, 'y');

function* rawBlocks(text: string): Generator<RawBlock> {
  const [openings, closings, lineBreaks] = [OPENING, CLOSING, LINE_BREAK].map(
    (pattern) => new Ahead(pattern, text),
  ) as [Ahead, Ahead, Ahead];
  for (let index = 0; ;) {
    const opening = openings.from(index);
    const from = opening === null ? 0 : opening.index + opening[0].length;
    const closing = closings.from(from);
    if (opening === null || closing === null) {
      return;
    }
    const isOnOneLine = (lineBreaks.from(from)?.index ?? Infinity) >= closing.index;
    const end = closing.index + closing[0].length;
    if (isOnOneLine) {
      yield { start: opening.index, end, content: text.slice(from, closing.index) };
    }
    index = isOnOneLine ? end : from;
  }
}

/** Finds a pattern from ever later places on, so that all questions together read the text once. */
class Ahead {
  private readonly pattern: RegExp;
  private found: RegExpExecArray | null | undefined;

  constructor(
    source: string,
    private readonly text: string,
  ) {
    this.pattern = new RegExp(source, 'g');
  }

  from(index: number): RegExpExecArray | null {
    if (this.found === undefined || (this.found !== null && this.found.index < index)) {
      this.pattern.lastIndex = index;
      this.found = this.pattern.exec(this.text);
    }
    return this.found;
  }
}

export function unwrapRawBlocks(text: string): string {
  return replaceRawBlocks(text, (content) => content);
}

function replaceRawBlocks(text: string, replace: (content: string) => string): string {
  if (!text.includes('{%')) {
    return text;
  }
  let result = '';
  let from = 0;
  for (const { start, end, content } of rawBlocks(text)) {
    result += text.slice(from, start) + replace(content);
    from = end;
  }
  return result + text.slice(from);
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
  const shielded = replaceRawBlocks(text, (content) => `\uE0A0${contents.push(content) - 1}\uE0A0`);
  const restore = (rendered: string): string =>
    rendered.replace(MARK, (mark, index: string) => contents[Number(index)] ?? mark);
  return { text: shielded, restore: contents.length === 0 ? (rendered) => rendered : restore };
}
