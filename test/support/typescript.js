import { register } from 'node:module';

/** `node --import ./test/support/typescript.js src/main.ts` runs the sources without a build. */
register('./typescript-loader.js', import.meta.url);
