import type { Readable } from 'node:stream';

export const STORAGE_SCHEME = 'kestra://';

export interface StoredFile {
  /** Absolute, without the scheme: `/company/team/hello/executions/1/a.csv`; a directory ends with `/`. */
  readonly path: string;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
  readonly createdAt: number;
}

/** A part of a file: bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/**
 * Files that belong to executions, flows and namespaces (engine.md §23.5). A path is either a URI `kestra:///a/b` or
 * its part behind the scheme, `/a/b`. Paths with `..` are refused with IllegalArgumentError by every operation.
 */
export abstract class InternalStorage {
  /** Creates or replaces the file, never half of it; returns its URI. */
  abstract put(path: string, content: Readable | Buffer | string): Promise<string>;

  /** @throws NotFoundError */
  abstract get(path: string, range?: ByteRange): Promise<Readable>;

  /** The whole file in memory, for small ones. @throws NotFoundError */
  abstract read(path: string): Promise<Buffer>;

  abstract exists(path: string): Promise<boolean>;

  /** Of a file or a directory. @throws NotFoundError */
  abstract stat(path: string): Promise<StoredFile>;

  /** Bytes. @throws NotFoundError */
  abstract size(path: string): Promise<number>;

  /** Direct children of a directory, or everything below it, by path; nothing when it does not exist. */
  abstract list(directory: string, options?: { recursive?: boolean }): Promise<StoredFile[]>;

  abstract createDirectory(path: string): Promise<void>;

  /** A file, or a directory with everything below; false when there was nothing. */
  abstract delete(path: string): Promise<boolean>;

  /** Every file whose path begins so, with the folders that a prefix ending with `/` means; returns their URIs. */
  abstract deleteByPrefix(prefix: string): Promise<string[]>;

  /** A file or a directory; parents of the target are made. @throws NotFoundError */
  abstract move(from: string, to: string): Promise<string>;

  /** Removes what writers that are dead left of files that never became whole; gives words for each, for a log. */
  abstract removeUnfinished(): Promise<string[]>;
}
