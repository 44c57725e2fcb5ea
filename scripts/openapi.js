/** Writes openapi/openapi.json and the TypeScript client from a build with schemas: `npm run openapi`. */
import { execFileSync } from 'node:child_process';
import { writeOpenApi } from '../dist/with-schemas/app/openapi.js';

const paths = await writeOpenApi('openapi/openapi.json');
execFileSync('npx', ['openapi-typescript', 'openapi/openapi.json', '-o', 'openapi/client.d.ts'], {
  stdio: 'inherit',
});
console.log(`openapi/openapi.json: ${paths} paths`);
process.exit(0);
