import { parseJson } from '../../../model/json.js';
import { pathMatcher } from '../../api/path-matcher.js';
import type { NamespaceFilesPort } from '../../api/run-context.js';

/** Paths of a namespace that a glob, a list of them, or an expression giving a list as JSON matches. */
export async function matchingFiles(
  files: NamespaceFilesPort,
  declared: unknown,
): Promise<string[]> {
  const matches = pathMatcher(globsOf(declared));
  return (await files.list()).filter((path) => matches(path.replace(/^\/+/, '')));
}

export function globsOf(declared: unknown): string[] {
  if (typeof declared === 'string' && declared.trim().startsWith('[')) {
    return globsOf(parseJson(declared));
  }
  return Array.isArray(declared) ? declared.map(String) : [String(declared)];
}
