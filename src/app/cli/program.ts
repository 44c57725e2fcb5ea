import type { Command } from 'commander';
import { VERSION } from '../version.js';
import { flowCommand } from './flow.js';
import { configsCommand, sysCommand } from './maintenance.js';
import { namespaceCommand } from './namespace.js';
import { group } from './options.js';
import { pluginsCommand } from './plugins.js';
import { serverCommand } from './server.js';

/** The command line `kestra` (cli.md). Commands load what they need when they run, so that `--help` is quick. */
export function program(): Command {
  const root = group('kestra', 'Runs Kestra flows', [
    serverCommand(),
    flowCommand(),
    namespaceCommand(),
    pluginsCommand(),
    sysCommand(),
    configsCommand(),
  ]);
  return root.version(VERSION, '-V, --version');
}
