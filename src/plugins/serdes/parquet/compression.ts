import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Names as Kestra writes them. */
export const COMPRESSION_CODECS = ['GZIP', 'SNAPPY', 'BROTLI', 'UNCOMPRESSED'] as const;

/** Beside Snappy, which the library has built in. */
export const COMPRESSORS = {
  GZIP: (bytes: Uint8Array): Uint8Array => gzipSync(bytes),
  BROTLI: (bytes: Uint8Array): Uint8Array => brotliCompressSync(bytes),
};
