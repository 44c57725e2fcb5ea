import { Command, InvalidArgumentError, Option } from 'commander';
import { SERVER_LOG_LEVELS, type ServerLogLevel } from '../../platform/logging/server-log.js';

/** On every command (cli.md §1). */
export interface GlobalOptions {
  readonly verbose: number;
  readonly logLevel: ServerLogLevel;
  readonly internalLog?: boolean;
  readonly config?: string;
  readonly plugins?: string;
}

/** A command with the global options; the picture of a leaf of the command tree. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .allowExcessArguments(false)
    .option(
      '-v, --verbose',
      'more log: once DEBUG, twice TRACE',
      (_, before: number) => before + 1,
      0,
    )
    .addOption(
      new Option('-l, --log-level <level>', 'log level of tasks')
        .choices(SERVER_LOG_LEVELS)
        .default('INFO'),
    )
    .option('--internal-log', "apply the log level to the server's own log too")
    .option('-c, --config <file>', 'configuration file (default: ~/.kestra/config.yml)')
    .option('-p, --plugins <directory>', 'folder with plugins (default: KESTRA_PLUGINS_PATH)');
}

/** A command that only holds others: alone it prints its help and succeeds. */
export function group(name: string, description: string, children: readonly Command[]): Command {
  const parent = new Command(name).description(description).allowExcessArguments(true);
  children.forEach((child) => parent.addCommand(child));
  return parent.action(() => {
    const [unknown] = parent.args;
    if (unknown !== undefined) {
      parent.error(`error: unknown command '${unknown}'`);
    }
    parent.outputHelp();
  });
}

export function serverLogLevel({ verbose, logLevel, internalLog }: GlobalOptions): ServerLogLevel {
  if (!internalLog) {
    return 'INFO';
  }
  return verbose >= 2 ? 'TRACE' : verbose === 1 ? 'DEBUG' : logLevel;
}

/** For options that are numbers without sign. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number.');
  }
  return Number(text);
}

export function commaList(text: string): string[] {
  return text.split(',').filter((item) => item !== '');
}
