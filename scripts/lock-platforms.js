/**
 * Completes package-lock.json with the optional packages of other platforms. A registry mirror that lacks some of them
 * makes npm leave them out, and then `npm ci` refuses the lock file, here and everywhere. The entries carry what the
 * names say (version of the parent, system, processor, C library) and no checksum.
 *
 *   node scripts/lock-platforms.js     after every `npm install <package>`
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const PLATFORM =
  /-(darwin|win32|linux|android|freebsd|openbsd|netbsd|sunos|aix|openharmony|wasm32)-(arm64|x64|ia32|arm|ppc64|s390x|riscv64|loong64|mips64el|wasi)(?:-(.*))?$/;

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const { packages } = lock;
let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = packages[`node_modules/${name}`] ?? packages[`${path}/node_modules/${name}`];
    const platform = PLATFORM.exec(name);
    if (known !== undefined) {
      continue;
    }
    if (platform === null) {
      console.warn(`${name}: an optional package that is not of a platform is missing`);
      continue;
    }
    const [, os, cpu, abi = ''] = platform;
    packages[`node_modules/${name}`] = {
      version: version.replace(/^[\^~]/, ''),
      cpu: [cpu],
      ...(entry.dev && { dev: true }),
      ...(os === 'linux' && { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] }),
      optional: true,
      os: [os],
    };
    added++;
  }
}
const [root, ...rest] = Object.entries(packages);
lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))]);
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added`);
