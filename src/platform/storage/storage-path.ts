import { resolve, sep } from 'node:path';
import { IllegalArgumentError } from '../../model/errors.js';
import { STORAGE_SCHEME } from './internal-storage.js';

/**
 * The path behind the scheme, cleaned: one leading slash, no empty parts.
 * @throws IllegalArgumentError for `..` as a part, backslashes, and bytes of value 0.
 */
export function storagePath(pathOrUri: string): string {
  const path = pathOrUri.startsWith(STORAGE_SCHEME)
    ? pathOrUri.slice(STORAGE_SCHEME.length)
    : pathOrUri;
  if (/(^|[/\\])\.\.([/\\]|$)|\0/.test(path)) {
    throw new IllegalArgumentError(
      `File should be accessed with their full path and not using relative '..' path: ${path}`,
    );
  }
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

export function storageUri(path: string): string {
  return STORAGE_SCHEME + storagePath(path);
}

/** The one way from a storage path to a file: never outside of `root`. */
export function confined(root: string, pathOrUri: string): string {
  const base = resolve(root);
  const file = resolve(base, `.${storagePath(pathOrUri)}`);
  if (file !== base && !file.startsWith(base + sep)) {
    throw new IllegalArgumentError(`Forbidden path: ${pathOrUri}`);
  }
  return file;
}
