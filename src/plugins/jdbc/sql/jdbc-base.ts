import type { PollingContext } from '../../api/polling-trigger.js';
import { Property } from '../../api/property.js';
import type { ExtraVariables } from '../../api/run-context.js';
import type { Dialect } from './dialect.js';
import type { SqlSession } from './session.js';
import { TimeZone } from './time-zone.js';

/** What a database may reach, for a task and for a trigger alike. */
export type JdbcContext = PollingContext;

/** A database that a task has opened. */
export interface OpenDatabase<S extends SqlSession = SqlSession> {
  readonly session: S;
  /** Roots that `sql` sees beside the ordinary ones. */
  readonly variables?: ExtraVariables;
  /** Further outputs; called after the session is closed and only if the task went well. */
  outputs?(): Promise<Readonly<Record<string, unknown>>>;
}

/** A database as the tasks of this folder see it. */
export interface JdbcDatabase<S extends SqlSession = SqlSession> {
  readonly dialect: Dialect;
  open(ctx: JdbcContext): Promise<OpenDatabase<S>>;
}

/** What the mixins of this folder extend: the connection properties of one database. */
export type JdbcClass = new () => JdbcDatabase;

/** Where the database is and who asks. Every database has a subclass. */
export abstract class JdbcBase implements JdbcDatabase {
  @Property('string', { description: 'JDBC URL of the database.', required: true })
  url?: string;

  @Property('string', { description: 'Name of the user.' })
  username?: string;

  @Property('string', { description: 'Password of the user.' })
  password?: string;

  @Property('string', {
    description: 'Time zone of timestamps without a zone; by default that of the server.',
  })
  timeZoneId?: string;

  @Property('boolean', { description: 'Accepted and ignored: every run has its own connection.' })
  connectionPooling?: boolean;

  @Property('integer', { description: 'Accepted and ignored.' })
  connectionPoolSize?: number;

  abstract readonly dialect: Dialect;

  abstract open(ctx: JdbcContext): Promise<OpenDatabase>;

  protected timeZone(): TimeZone {
    return new TimeZone(this.timeZoneId);
  }
}
