import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { StartupError } from '../../platform/startup-error.js';
import { type Role, ROLES } from '../role.js';
import { commaList, command, type GlobalOptions, group, wholeNumber } from './options.js';

interface ServerCommandOptions extends GlobalOptions {
  readonly port?: number;
  readonly data?: string;
  readonly flowPath?: string;
  readonly workerThread?: number;
  readonly thread?: number;
  readonly workerGroup?: string;
  readonly tutorials?: boolean;
  readonly skipExecutions?: string[];
  readonly skipFlows?: string[];
  readonly skipNamespaces?: string[];
}

/** `server …`: starts a process and keeps it until a signal arrives (cli.md §5). */
export function serverCommand(): Command {
  return group('server', 'Start a server', [
    standalone('standalone', 'Start everything in one process'),
    standalone('local', 'Start everything in one process, data in ./data', { data: 'data' }),
    noTutorials(role('webserver', 'Start the API and the user interface')),
    skips(role('executor', 'Start an executor')),
    role('worker', 'Start a worker')
      .option('-t, --thread <n>', 'tasks that run at the same time', wholeNumber)
      .option('-g, --worker-group <key>', 'only tasks of this worker group'),
    role('scheduler', 'Start a scheduler'),
    indexer(),
  ]);
}

function standalone(
  name: string,
  text: string,
  defaults: Partial<ServerCommandOptions> = {},
): Command {
  const base = noTutorials(skips(server(name, text)))
    .option('-f, --flow-path <path>', 'file or folder whose flows are loaded at the start')
    .option(
      '--worker-thread <n>',
      'tasks that run at the same time, 0 = none (default: 4 per CPU)',
      wholeNumber,
    )
    .addOption(new Option('--start-executors <names>').hideHelp())
    .addOption(new Option('--not-start-executors <names>').hideHelp());
  return base.action((options: ServerCommandOptions) => run(ROLES, { ...defaults, ...options }));
}

function role(name: Role, text: string): Command {
  return server(name, text).action((options: ServerCommandOptions) => run([name], options));
}

/** Searching needs no copy of the data here, so this process would have nothing to do. */
function indexer(): Command {
  return server('indexer', 'Not needed: PostgreSQL searches by itself').action(() => {
    throw new StartupError(
      'There is no indexer: the database searches by itself. Leave this command out.',
    );
  });
}

function server(name: string, text: string): Command {
  return command(name, text)
    .option('--port <n>', 'port of the web server, 0 = any free one (default: 8080)', wholeNumber)
    .option('--data <directory>', 'folder of database and storage (default: .kestra)');
}

function noTutorials(parent: Command): Command {
  return parent
    .option('--no-tutorials', 'do not offer the tutorial flows')
    .addOption(new Option('--no-indexer').hideHelp());
}

function skips(parent: Command): Command {
  return parent
    .option('--skip-executions <ids>', 'executions to leave alone, comma separated', commaList)
    .option('--skip-flows <flows>', 'flows to leave alone, as namespace.flowId', commaList)
    .option('--skip-namespaces <namespaces>', 'namespaces to leave alone', commaList)
    .addOption(new Option('--skip-tenants <tenants>').hideHelp());
}

async function run(roles: readonly Role[], options: ServerCommandOptions): Promise<void> {
  if (options.flowPath !== undefined && !existsSync(options.flowPath)) {
    throw new StartupError(`Invalid flow path: ${options.flowPath} does not exist`, 2);
  }
  const { runServer } = await import('../run-server.js');
  await runServer(roles, options, forcedValues(options));
}

/** What the command line decides, by configuration key. */
function forcedValues(options: ServerCommandOptions): Record<string, unknown> {
  const values: Record<string, unknown> = {
    'micronaut.server.port': options.port,
    'kestra.data-directory': options.data,
    'kestra.flow-path': options.flowPath,
    'kestra.worker.threads': options.workerThread ?? options.thread,
    'kestra.worker.group': options.workerGroup,
    'kestra.plugins.path': options.plugins,
    'kestra.tutorial-flows.enabled': options.tutorials === false ? false : undefined,
    'kestra.executor.skip-executions': options.skipExecutions,
    'kestra.executor.skip-flows': options.skipFlows,
    'kestra.executor.skip-namespaces': options.skipNamespaces,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
