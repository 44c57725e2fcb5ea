import { type Command } from 'commander';
import { VERSION } from '../version.js';
import { group } from './options.js';
import { serverCommand } from './server.js';

/** The command line `kestra` (cli.md). Commands load what they need when they run, so that `--help` is quick. */
export function program(): Command {
  const root = group('kestra', 'Runs Kestra flows', [serverCommand()]);
  return root.version(VERSION, '-V, --version');
}
