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

/** The server's own log, for operators: JSON lines unless a person watches. */
export function serverLog(level: ServerLogLevel): ConsoleLogger {
  const loudEnough = SERVER_LOG_LEVELS.slice(SERVER_LOG_LEVELS.indexOf(level));
  const person = process.stdout.isTTY;
  return new ConsoleLogger({
    logLevels: [...loudEnough.map((name) => NEST_LEVELS[name]), 'fatal'],
    json: !person,
    colors: person,
    prefix: 'kestra',
  });
}
