import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { buffer } from 'node:stream/consumers';
import { extname } from 'node:path';
import { IllegalArgumentError } from '../model/errors.js';
import { readIonValues } from '../platform/ion/index.js';

export const PREVIEW_TYPES = ['IMAGE', 'PDF', 'MARKDOWN', 'LIST', 'TEXT'] as const;
export type PreviewType = (typeof PREVIEW_TYPES)[number];

/** The beginning of a file as a person may look at it (api.md §5.3). */
export interface FilePreview {
  /** Without the dot. */
  readonly extension: string;
  readonly type: PreviewType;
  /** Text, base64, or rows. */
  readonly content: unknown;
  /** Rows or lines that were wanted at most. */
  readonly maxLine: number;
  readonly truncated: boolean;
}

const MAX_BYTES = 2 * 1024 * 1024;

const TYPES: Readonly<Record<string, PreviewType>> = {
  jpg: 'IMAGE',
  jpeg: 'IMAGE',
  png: 'IMAGE',
  svg: 'IMAGE',
  gif: 'IMAGE',
  bmp: 'IMAGE',
  webp: 'IMAGE',
  pdf: 'PDF',
  md: 'MARKDOWN',
  ion: 'LIST',
};

/** Reads no more than it shows. Throws IllegalArgumentError for an unknown encoding. */
export async function previewFile(
  path: string,
  open: () => Promise<Readable>,
  maxLine: number,
  encoding: string,
): Promise<FilePreview> {
  const extension = extname(path).slice(1).toLowerCase();
  const type = (Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined) ?? 'TEXT';
  const decoder = decoderOf(encoding);
  const content = await open();
  if (type === 'IMAGE' || type === 'PDF') {
    const bytes = await buffer(content);
    return { extension, type, content: bytes.toString('base64'), maxLine, truncated: false };
  }
  const { text, truncated } = await firstLines(content, maxLine, decoder);
  const shown = type === 'LIST' ? [...readIonValues(text)] : text;
  return { extension, type, content: shown, maxLine, truncated };
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    throw new IllegalArgumentError(`Unable to preview using encoding '${encoding}'`, {
      cause: error,
    });
  }
}

/** Whole lines with their line feeds; the last line of the file as it is. */
async function firstLines(
  content: Readable,
  maxLine: number,
  decoder: TextDecoder,
): Promise<{ readonly text: string; readonly truncated: boolean }> {
  let text = '';
  for await (const chunk of content as AsyncIterable<Buffer>) {
    text += decoder.decode(chunk, { stream: true });
    const end = endOfLine(text, maxLine);
    if (end !== undefined && end < text.length) {
      return { text: text.slice(0, end), truncated: true };
    }
    if (text.length > MAX_BYTES) {
      return {
        text: text.slice(0, text.lastIndexOf('\n', MAX_BYTES) + 1 || MAX_BYTES),
        truncated: true,
      };
    }
  }
  return { text: text + decoder.decode(), truncated: false };
}

/** Where line number `count` ends, its line feed included; undefined when there are fewer. */
function endOfLine(text: string, count: number): number | undefined {
  let end = 0;
  for (let line = 0; line < count; line += 1) {
    const feed = text.indexOf('\n', end);
    if (feed < 0) {
      return undefined;
    }
    end = feed + 1;
  }
  return end;
}
