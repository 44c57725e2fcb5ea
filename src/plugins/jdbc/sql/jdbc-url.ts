import { IllegalArgumentError } from '../../../model/errors.js';

export interface JdbcAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** What stands behind `?`. */
  readonly options: Readonly<Record<string, string>>;
}

/**
 * `jdbc:<scheme>://host:port/database?name=value`; host and port may be missing, and
 * a host that is the folder of a Unix socket is percent-encoded. Throws for anything else, without
 * showing the options: there may be a password in them.
 */
export function parseJdbcUrl(
  url: string | undefined,
  schemes: readonly string[],
  defaultPort: number,
): JdbcAddress {
  const match = new RegExp(
    String.raw`^jdbc:(?:${schemes.join('|')}):(?://(?<host>\[[^\]]+\]|[^/:?]*)(?::(?<port>\d+))?/)?(?<database>[^?/]*)(?:\?(?<options>.*))?$`,
  ).exec(url ?? '');
  if (match === null) {
    throw new IllegalArgumentError(
      `url: must look like jdbc:${schemes[0]}://host:${defaultPort}/database, but it is "${(url ?? '').split('?')[0]}"`,
    );
  }
  const { host, port, database = '', options } = match.groups ?? {};
  return {
    host: decodeURIComponent((host ?? '').replace(/^\[|\]$/g, '')) || 'localhost',
    port: port === undefined ? defaultPort : Number(port),
    database: decodeURIComponent(database),
    options: Object.fromEntries(new URLSearchParams(options ?? '')),
  };
}
