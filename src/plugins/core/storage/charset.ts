import { IllegalArgumentError } from '../../../model/errors.js';

/** How lines end in a charset: lines themselves are copied byte by byte. */
export interface LineEncoding {
  /** Bytes that a character takes at least; a line feed stands at a multiple of it. */
  readonly unit: 1 | 2;
  readonly lineFeed: Buffer;
  readonly carriageReturn: Buffer;
  encode(text: string): Buffer;
}

/** Throws IllegalArgumentError for an unknown charset and for UTF-16 and UTF-32 without a byte order. */
export function lineEncoding(charset: string): LineEncoding {
  const name = charset.trim().toLowerCase();
  if (name === 'utf-16le' || name === 'utf-16be') {
    return encodingWith(2, (text) => {
      const bytes = Buffer.from(text, 'utf16le');
      return name === 'utf-16le' ? bytes : bytes.swap16();
    });
  }
  if (/^utf-?(16|32)/.test(name) || !isKnown(name)) {
    throw new IllegalArgumentError(
      `charset: \`${charset}\` is not supported, use UTF-8, ISO-8859-1, UTF-16LE, UTF-16BE or another one that extends ASCII`,
    );
  }
  return encodingWith(1, (text) => {
    if (name !== 'utf-8' && name !== 'utf8' && /[^\0-\x7f]/.test(text)) {
      throw new IllegalArgumentError(`separator: must be ASCII with the charset ${charset}`);
    }
    return Buffer.from(text);
  });
}

function encodingWith(unit: 1 | 2, encode: (text: string) => Buffer): LineEncoding {
  return { unit, encode, lineFeed: encode('\n'), carriageReturn: encode('\r') };
}

function isKnown(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}
