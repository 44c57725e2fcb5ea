import { randomUUID } from 'node:crypto';
import { cp, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { IllegalArgumentError } from '../../../model/errors.js';
import { confinedPath } from '../../api/confined-path.js';
import type { PluginOutputs } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';
import { writeInputFiles } from '../../api/task-files.js';
import { DUCKDB } from '../sql/dialect.js';
import type { JdbcContext, OpenDatabase } from '../sql/jdbc-base.js';
import { JdbcBase } from '../sql/jdbc-base.js';
import { duckDbSettings } from './duckdb-settings.js';
import { DuckDbSession } from './duckdb-session.js';

const PREFIX = 'jdbc:duckdb:';

export const DUCKDB_OUTPUTS: PluginOutputs = {
  outputFiles: ['map', 'Files that the SQL wrote: name to URI'],
  databaseUri: ['string', 'URI of the database file, with `outputDbFile`'],
};

/** Where the database of a run is. */
interface Place {
  /** What DuckDB opens. */
  readonly database: string;
  /** `{{ workingDir }}`. */
  readonly directory: string;
  /** Set from `?name=value` or `;name=value` behind the path. */
  readonly options: Readonly<Record<string, string>>;
}

/** plugins.md §2.2. */
export class DuckDbBase extends JdbcBase {
  @Property('string', {
    description:
      'By default a new database for this run; `jdbc:duckdb:/absolute/path.db` is one that stays, `jdbc:duckdb:md:…` one of MotherDuck.',
  })
  override url = PREFIX;

  @Property('string', { description: 'URI of a database file to start from.' })
  databaseUri?: string;

  @Property('any', {
    description: 'Files to write into the working directory first: name to content or URI.',
    raw: true,
  })
  inputFiles?: unknown;

  @Property('list', {
    description: 'Names of files that the SQL writes to `{{ outputFiles.name }}`.',
  })
  outputFiles: string[] = [];

  @Property('boolean', { description: 'Give the database file as the output `databaseUri`.' })
  outputDbFile = false;

  @Property('list', { description: 'Extensions of the community to install and load first.' })
  communityExtensions: string[] = [];

  readonly dialect = DUCKDB;

  async open(ctx: JdbcContext): Promise<OpenDatabase> {
    const place = await this.place(ctx);
    await this.writeInputFiles(ctx, place.directory);
    const outputFiles = this.outputPaths(place.directory);
    const session = await this.openSession(ctx, place);
    return {
      session,
      variables: { workingDir: place.directory, dbFilePath: place.database, outputFiles },
      outputs: async () => ({
        ...(this.outputFiles.length === 0
          ? {}
          : { outputFiles: await storeFiles(ctx, outputFiles) }),
        ...(this.outputDbFile ? { databaseUri: await storeDatabase(ctx, place.database) } : {}),
      }),
    };
  }

  private async place(ctx: JdbcContext): Promise<Place> {
    const { path, options } = parseUrl(this.url);
    const directory = await ctx.workingDirectory.path();
    if (this.databaseUri !== undefined) {
      const name = `database-${randomUUID()}.db`;
      const content = await ctx.storage.get(this.databaseUri);
      return { database: await ctx.workingDirectory.write(name, content), directory, options };
    }
    if (path === '') {
      return { database: join(directory, `database-${randomUUID()}.db`), directory, options };
    }
    if (path === ':memory:' || path.startsWith('md:')) {
      return { database: path, directory, options };
    }
    if (!isAbsolute(path)) {
      throw new IllegalArgumentError(
        `url: the path of a DuckDB database must be absolute, but it is "${path}"; ` +
          'use jdbc:duckdb:/path/to/file.db, or nothing behind jdbc:duckdb: for a new database',
      );
    }
    return { database: path, directory: dirname(path), options };
  }

  /** The working directory of a database that stays is its own folder: the files are copied there. */
  private async writeInputFiles(ctx: JdbcContext, directory: string): Promise<void> {
    const own = await ctx.workingDirectory.path();
    for (const name of await writeInputFiles(ctx, this.inputFiles, { workingDir: directory })) {
      if (directory !== own) {
        await cp(await ctx.workingDirectory.resolve(name), confinedPath(directory, name));
      }
    }
  }

  private outputPaths(directory: string): Record<string, string> {
    return Object.fromEntries(
      this.outputFiles.map((key) => [key, confinedPath(directory, `${randomUUID()}-${key}`)]),
    );
  }

  private async openSession(
    ctx: JdbcContext,
    { database, directory, options }: Place,
  ): Promise<DuckDbSession> {
    const { atStart, statements } = duckDbSettings(ctx);
    const session = await DuckDbSession.open({
      path: database,
      settings: { ...atStart, ...options },
      zone: this.timeZone(),
    }).catch((error: unknown) => {
      throw new IllegalArgumentError(
        `The DuckDB database ${database} cannot be opened: ${(error as Error).message}`,
        { cause: error },
      );
    });
    try {
      for (const sql of [
        ...statements,
        `SET file_search_path=${quoted(directory)}`,
        ...this.communityExtensions.flatMap((name) => [
          `INSTALL ${DUCKDB.quoteIdentifier(name)} FROM community`,
          `LOAD ${DUCKDB.quoteIdentifier(name)}`,
        ]),
      ]) {
        await session.execute({ sql, values: [] });
      }
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }
}

function parseUrl(url: string): { path: string; options: Record<string, string> } {
  if (!url.startsWith(PREFIX)) {
    throw new IllegalArgumentError(
      `url: must look like jdbc:duckdb: or jdbc:duckdb:/path/to/file.db, but it is "${url}"`,
    );
  }
  const [path = '', ...options] = url.slice(PREFIX.length).split(/[?;&]/);
  return {
    path,
    options: Object.fromEntries(
      options.filter((option) => option !== '').map((option) => splitOnce(option)),
    ),
  };
}

function splitOnce(option: string): [string, string] {
  const at = option.indexOf('=');
  return at === -1 ? [option, 'true'] : [option.slice(0, at), option.slice(at + 1)];
}

async function storeFiles(
  ctx: JdbcContext,
  paths: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const stored: Record<string, string> = {};
  for (const [key, path] of Object.entries(paths)) {
    if (!(await isFile(path))) {
      throw new IllegalArgumentError(
        `outputFiles: nothing was written to "${key}"; write it with COPY … TO '{{ outputFiles.${key} }}'`,
      );
    }
    stored[key] = await ctx.storage.putFile(key, path);
  }
  return stored;
}

async function storeDatabase(ctx: JdbcContext, database: string): Promise<string> {
  if (!(await isFile(database))) {
    throw new IllegalArgumentError(`outputDbFile: the database ${database} is not a file`);
  }
  return ctx.storage.putFile('database.db', database);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
