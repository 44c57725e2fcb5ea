import { Logger } from '@nestjs/common';
import type { Config } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';

/** The database that the configuration names, or our own. */
export function openDatabase({ database, storage }: Config): Promise<Database> {
  const logger = new Logger('Database');
  return Database.open({
    url: database.connectionString,
    username: database.username,
    password: database.password,
    poolSize: database.poolSize,
    dataDirectory: storage.postgresPath,
    log: {
      info: (message) => logger.log(message),
      warn: (message) => logger.warn(message),
    },
  });
}
