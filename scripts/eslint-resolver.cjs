/** Tells eslint-plugin-boundaries that `./a.js` of an import is `./a.ts` of the sources. */
const { existsSync } = require('node:fs');
const { dirname, resolve } = require('node:path');

exports.interfaceVersion = 2;

exports.resolve = (specifier, importer) => {
  if (!specifier.startsWith('.')) {
    return { found: true, path: null };
  }
  const path = resolve(dirname(importer), specifier);
  const source = path.replace(/\.js$/, '.ts');
  return [source, path].some((candidate) => existsSync(candidate))
    ? { found: true, path: existsSync(source) ? source : path }
    : { found: false };
};
