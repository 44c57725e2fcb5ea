import { existsSync, readFileSync } from 'node:fs';

/** Version of the package, from the nearest `package.json` above, whatever folder the build went to. */
export const VERSION = versionAbove(new URL('./', import.meta.url));

function versionAbove(folder: URL): string {
  const file = new URL('package.json', folder);
  if (existsSync(file)) {
    return String((JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }).version);
  }
  const above = new URL('../', folder);
  return above.pathname === folder.pathname ? 'unknown' : versionAbove(above);
}
