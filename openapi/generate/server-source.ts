import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { Handlers } from './handler.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The handlers of this server, from the TypeScript files that its build takes. */
export function handlersOfServer(): Handlers {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.build.json`, (file) =>
    ts.sys.readFile(file),
  ) as {
    config: unknown;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return new Handlers(fileNames, options);
}
