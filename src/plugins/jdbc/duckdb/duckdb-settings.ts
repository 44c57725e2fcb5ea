import { IllegalArgumentError } from '../../../model/errors.js';
import { isPlainMap } from '../../api/convert-value.js';
import type { JdbcContext } from '../sql/jdbc-base.js';

/** Name under which `kestra.plugins.configurations` keeps what all DuckDB types of a server share. */
export const DUCKDB_CONFIGURATION = 'io.kestra.plugin.jdbc.duckdb';

export interface DuckDbSettings {
  /** Given when the database is opened. */
  readonly atStart: Readonly<Record<string, string>>;
  /** Run right after. */
  readonly statements: readonly string[];
}

/**
 * What the server says about DuckDB. `extension-repository`: a folder or an address that `INSTALL` takes extensions
 * from, for machines without internet; `extension-directory`: where installed ones are kept; `settings`: any setting
 * of DuckDB by its name, such as `memory_limit`.
 */
export function duckDbSettings(ctx: Pick<JdbcContext, 'configurationOf'>): DuckDbSettings {
  const configuration = ctx.configurationOf(DUCKDB_CONFIGURATION);
  const settings = configuration['settings'] ?? {};
  if (!isPlainMap(settings)) {
    throw new IllegalArgumentError(
      `kestra.plugins.configurations: \`settings\` of ${DUCKDB_CONFIGURATION} must be a map`,
    );
  }
  const repository = configuration['extension-repository'] ?? configuration['extensionRepository'];
  const directory = configuration['extension-directory'] ?? configuration['extensionDirectory'];
  return {
    atStart: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ),
    statements: [
      ...(repository === undefined ? [] : [set('custom_extension_repository', repository)]),
      ...(directory === undefined ? [] : [set('extension_directory', directory)]),
    ],
  };
}

function set(name: string, value: unknown): string {
  return `SET ${name}='${String(value).replaceAll("'", "''")}'`;
}
