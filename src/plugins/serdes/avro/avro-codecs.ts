import { inflateRaw } from 'node:zlib';
import type { Codec } from 'avsc';

/** Every compression that Avro files use; libraries are loaded with the first block that needs them. */
export const AVRO_CODECS: Readonly<Record<string, Codec>> = {
  null: (data, done) => done(null, data),
  deflate: (data, done) => inflateRaw(data, (error, content) => done(error, content)),
  snappy: decompressing((data, compressors) => {
    // The last four bytes are a checksum.
    const content = data.subarray(0, -4);
    return compressors.SNAPPY?.(content, snappyLength(content));
  }),
  zstandard: decompressing((data, compressors) => compressors.ZSTD?.(data, 0)),
};

type Compressors = Awaited<typeof import('hyparquet-compressors')>['compressors'];

function decompressing(
  decompress: (data: Buffer, compressors: Compressors) => Uint8Array | undefined,
): Codec {
  return (data, done) => {
    import('hyparquet-compressors')
      .then(({ compressors }) => Buffer.from(decompress(data, compressors) ?? []))
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
