import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openApiDocument, sortedKeys } from './document.js';
import { handlersOfServer } from './server-source.js';

/** Writes openapi/openapi.json and openapi/client.d.ts: `npm run openapi`. */
const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

const document = await openApiDocument(handlersOfServer());
await writeFile(path('openapi.json'), `${JSON.stringify(sortedKeys(document), null, 2)}\n`);
execFileSync('npx', ['openapi-typescript', path('openapi.json'), '-o', path('client.d.ts')]);
console.log(`openapi/openapi.json: ${Object.keys(document.paths).length} paths`);
