import { inflateRaw } from 'node:zlib';
import type { Codec } from 'avsc';
import type { compressors } from 'hyparquet-compressors';

/** Every compression that Avro files use; libraries are loaded with the first block that needs them. */
export const AVRO_CODECS: Readonly<Record<string, Codec>> = {
  null: (data, done) => done(null, data),
  deflate: (data, done) => inflateRaw(data, (error, content) => done(error, content)),
  snappy: decompressing((data, { SNAPPY }) => {
    // The last four bytes are a checksum.
    const content = data.subarray(0, -4);
    return SNAPPY?.(content, snappyLength(content));
  }),
  zstandard: decompressing((data, { ZSTD }) => ZSTD?.(data, 0)),
};

type Compressors = typeof compressors;

function decompressing(
  decompress: (data: Buffer, library: Compressors) => Uint8Array | undefined,
): Codec {
  return (data, done) => {
    import('hyparquet-compressors')
      .then((library) => Buffer.from(decompress(data, library.compressors) ?? []))
      .then(
        (content) => done(null, content),
        (error: unknown) => done(error as Error),
      );
  };
}

/** Snappy starts with the length of the content, seven bits a byte. */
function snappyLength(data: Uint8Array): number {
  let length = 0;
  for (const [index, byte] of data.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      break;
    }
  }
  return length;
}
