import type { Readable } from 'node:stream';
import { IllegalArgumentError } from '../../model/errors.js';
import { STORAGE_SCHEME } from '../../platform/storage/internal-storage.js';
import type { RunContext } from '../api/run-context.js';
import { decoded } from './charset.js';

/** Memory that reading a document as a whole may take is a multiple of this. */
const MAX_DOCUMENT_CHARACTERS = 64 * 1024 * 1024;

/** A file of internal storage. @throws IllegalArgumentError when `from` is no URI, NotFoundError when it is missing. */
export function openSource(ctx: RunContext, from: string): Promise<Readable> {
  if (!from.startsWith(STORAGE_SCHEME)) {
    throw new IllegalArgumentError(
      `from: must be the URI of a file in internal storage such as {{ outputs.download.uri }}, but received \`${from}\``,
    );
  }
  return ctx.storage.get(from);
}

export async function* sourceText(
  ctx: RunContext,
  from: string,
  charset: string,
): AsyncGenerator<string> {
  for await (const text of decoded(await openSource(ctx, from), charset)) {
    ctx.signal.throwIfAborted();
    yield text;
  }
}

/** The whole file, for formats that can only be read as a whole. */
export async function documentText(
  ctx: RunContext,
  from: string,
  charset: string,
): Promise<string> {
  let document = '';
  for await (const text of sourceText(ctx, from, charset)) {
    document += text;
    if (document.length > MAX_DOCUMENT_CHARACTERS) {
      throw new IllegalArgumentError(
        `A document of this kind is read as a whole and may have ${MAX_DOCUMENT_CHARACTERS} characters at most: split it`,
      );
    }
  }
  return document;
}
