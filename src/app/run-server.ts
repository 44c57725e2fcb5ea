import { Logger } from '@nestjs/common';
import { type Config, describeConfig, loadConfig } from '../platform/config/index.js';
import { loadPlugins } from '../plugins/index.js';
import { ServerLog } from '../platform/logging/server-log.js';
import { type GlobalOptions, serverLogLevel } from './cli/options.js';
import type { Role } from './role.js';
import { Server } from './server.js';
import { VERSION } from './version.js';

const INTERRUPTED = 130;

/** Starts a server and ends the process with it: the first signal stops it in order, the second one at once. */
export async function runServer(
  roles: readonly Role[],
  options: GlobalOptions,
  forced: Readonly<Record<string, unknown>>,
): Promise<void> {
  const log = new ServerLog(serverLogLevel(options));
  Logger.overrideLogger(log);
  const logger = new Logger('Server');
  const config = loadConfig({ file: options.config, forced });
  logger.log(`Starting Kestra ${VERSION} with environments [${roles.join(', ')}]`);
  logger.debug(describeConfig(config));
  await loadPluginFolder(config, logger);
  const server = await Server.start({ config, roles, log });
  logger.log(`Server Running: ${server.url}, Management server on port ${server.url}/health`);
  stopOnSignal(server, logger);
}

async function loadPluginFolder({ flow }: Config, logger: Logger): Promise<void> {
  if (flow.pluginPath !== undefined) {
    const types = await loadPlugins(flow.pluginPath);
    logger.log(`Plugins of ${flow.pluginPath}: ${types.join(', ') || 'none'}`);
  }
}

function stopOnSignal(server: Server, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      process.exit(INTERRUPTED);
    }
    stopping = true;
    logger.log(`${signal}: stopping; once more stops at once`);
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(
          'The server did not stop in order',
          error instanceof Error ? error.stack : error,
        );
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
