import type iconvLite from 'iconv-lite';
import { IllegalArgumentError } from '../../model/errors.js';

/** Text of a file, piece by piece; a byte-order mark is left out. Throws IllegalArgumentError for a wrong charset. */
export async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  charset: string,
): AsyncGenerator<string> {
  const decoder = await decoderOf(charset);
  let offset = 0;
  const checked = (decode: () => string): string => {
    try {
      return decode();
    } catch (error) {
      throw new IllegalArgumentError(
        `The file is not ${charset}: the bytes from ${offset} on cannot be read. Set \`charset\` to what it is, for example ISO-8859-1`,
        { cause: error },
      );
    }
  };
  for await (const chunk of bytes) {
    const text = checked(() => decoder.write(chunk));
    if (text !== '') {
      yield text;
    }
    offset += chunk.length;
  }
  const rest = checked(() => decoder.end());
  if (rest !== '') {
    yield rest;
  }
}

/** Bytes of a text. Throws IllegalArgumentError for an unknown charset. */
export async function encoderOf(charset: string): Promise<(text: string) => Buffer> {
  if (isUtf8(charset)) {
    return (text) => Buffer.from(text);
  }
  const iconv = await iconvFor(charset);
  // Only the first piece may carry a byte-order mark, so one encoder serves the whole file.
  const encoder = iconv.getEncoder(charset);
  return (text) => encoder.write(text);
}

interface Decoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

function isUtf8(charset: string): boolean {
  return /^utf-?8$/i.test(charset);
}

async function decoderOf(charset: string): Promise<Decoder> {
  if (isUtf8(charset)) {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return {
      write: (bytes) => decoder.decode(bytes, { stream: true }),
      end: () => decoder.decode(),
    };
  }
  const decoder = (await iconvFor(charset)).getDecoder(charset);
  return {
    write: (bytes) => refuseReplacements(decoder.write(Buffer.from(bytes))),
    end: () => refuseReplacements(decoder.end() ?? ''),
  };
}

/** The library puts U+FFFD where bytes mean nothing. */
function refuseReplacements(text: string): string {
  if (text.includes('\uFFFD')) {
    throw new IllegalArgumentError('bytes without a meaning');
  }
  return text;
}

async function iconvFor(charset: string): Promise<typeof iconvLite> {
  const { default: iconv } = await import('iconv-lite');
  if (!iconv.encodingExists(charset)) {
    throw new IllegalArgumentError(
      `charset: \`${charset}\` is not known; write for example UTF-8, ISO-8859-1, windows-1252 or UTF-16`,
    );
  }
  return iconv;
}
