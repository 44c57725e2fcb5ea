import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Kestra's names of levels (cli.md §1), loudest last. */
export const SERVER_LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type ServerLogLevel = (typeof SERVER_LOG_LEVELS)[number];

const NEST_LEVELS: Readonly<Record<ServerLogLevel, LogLevel>> = {
  TRACE: 'verbose',
  DEBUG: 'debug',
  INFO: 'log',
  WARN: 'warn',
  ERROR: 'error',
};

/** Parts of Nest that report every route and module: of interest to developers only. */
const CHATTY: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** The server's own log, for operators: JSON lines unless a person watches. */
export class ServerLog extends ConsoleLogger {
  constructor(level: ServerLogLevel) {
    const loudEnough = SERVER_LOG_LEVELS.slice(SERVER_LOG_LEVELS.indexOf(level));
    super({
      logLevels: [...loudEnough.map((name) => NEST_LEVELS[name]), 'fatal'],
      json: !process.stdout.isTTY,
      colors: process.stdout.isTTY,
      prefix: 'kestra',
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (CHATTY.has(rest.at(-1))) {
      this.debug(message, ...rest);
    } else {
      super.log(message, ...rest);
    }
  }
}
