import { readFileSync } from 'node:fs';

/** Version of the package, from its `package.json`, which is two folders up in `src` and in `dist`. */
export const VERSION = String(
  (
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version?: unknown;
    }
  ).version,
);
