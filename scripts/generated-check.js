/** Generates everything that is generated again and fails where the committed files differ: `npm run generated:check`. */
import { execFileSync } from 'node:child_process';

const GENERATED = [
  'openapi/openapi.json',
  'openapi/client.d.ts',
  'sdk-python/src/kestra/api',
  'docs/configuration.md',
];

for (const script of ['openapi', 'docs:config']) {
  execFileSync('npm', ['run', '--silent', script], { stdio: 'inherit' });
}
const changed = execFileSync('git', ['status', '--porcelain', '--', ...GENERATED], {
  encoding: 'utf8',
});
if (changed !== '') {
  console.error(
    `These files are not what the sources give; run "npm run openapi" and "npm run docs:config" and commit:\n${changed}`,
  );
  execFileSync('git', ['--no-pager', 'diff', '--stat', '--', ...GENERATED], { stdio: 'inherit' });
  process.exit(1);
}
