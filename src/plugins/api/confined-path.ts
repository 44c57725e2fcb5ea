import { resolve, sep } from 'node:path';
import { IllegalArgumentError } from '../../model/errors.js';

/** Absolute path of `name` below `directory`. Throws for everything that would lead outside. */
export function confinedPath(directory: string, name: string): string {
  const path = resolve(directory, name.replace(/^\/+/, ''));
  if (
    name.includes('\0') ||
    name.split(/[\\/]/).includes('..') ||
    !path.startsWith(directory + sep)
  ) {
    throw new IllegalArgumentError(`The path "${name}" leads outside of the working directory`);
  }
  return path;
}
