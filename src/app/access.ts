import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { IllegalStateError } from '../model/errors.js';
import { Config } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import type { Gatekeeper } from '../platform/http/index.js';

const KEY = 'server.basic-auth';
const CHANNEL = 'settings';
const KEY_BYTES = 32;
/** Correct credentials of which the check is not repeated; more than one client may spell them differently. */
const REMEMBERED = 16;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** As stored: the password is salted and hashed by scrypt. */
interface StoredAccess {
  readonly username: string;
  /** Base64. */
  readonly salt: string;
  readonly hash: string;
}

/**
 * Who may use the API (api.md §15): the name and password of the configuration, else those that were set through the
 * API and hold for every web server of the database, else everybody.
 */
@Injectable()
export class Access implements Gatekeeper, OnModuleInit, OnApplicationShutdown {
  private stored: StoredAccess | undefined;
  private readonly known = new Set<string>();
  private stop: () => void = () => undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  async onModuleInit(): Promise<void> {
    this.stop = await this.database.listen(CHANNEL, () => void this.read());
    await this.read();
  }

  onApplicationShutdown(): void {
    this.stop();
  }

  get isRestricted(): boolean {
    return this.config.basicAuth.enabled || this.stored !== undefined;
  }

  /** `credentials`: `name:password`. */
  async admits(credentials: string): Promise<boolean> {
    const { enabled, username = '', password = '' } = this.config.basicAuth;
    if (enabled) {
      return isEqual(digest(credentials), digest(`${username}:${password}`));
    }
    const fingerprint = digest(credentials).toString('base64');
    if (this.stored === undefined || this.known.has(fingerprint)) {
      return true;
    }
    const isRight = await matches(credentials, this.stored);
    if (isRight && this.known.size < REMEMBERED) {
      this.known.add(fingerprint);
    }
    return isRight;
  }

  /**
   * From now on everybody is asked for them; replaces earlier ones.
   * @throws IllegalStateError when the configuration names a user.
   */
  async set(username: string, password: string): Promise<void> {
    if (this.config.basicAuth.enabled) {
      throw new IllegalStateError(
        'The user is set by kestra.server.basic-auth in the configuration: change it there',
      );
    }
    const salt = randomBytes(16);
    const hash = await derive(password, salt, KEY_BYTES);
    const value = { username, salt: salt.toString('base64'), hash: hash.toString('base64') };
    await this.database.pool.query(
      `insert into settings (key, value) values ($1, $2)
       on conflict (key) do update set value = excluded.value`,
      [KEY, JSON.stringify(value)],
    );
    await this.read();
    await this.database.notify(CHANNEL, KEY);
  }

  private async read(): Promise<void> {
    const { rows } = await this.database.pool.query<{ value: StoredAccess }>(
      'select value from settings where key = $1',
      [KEY],
    );
    this.stored = rows[0]?.value;
    this.known.clear();
  }
}

async function matches(credentials: string, stored: StoredAccess): Promise<boolean> {
  const colon = credentials.indexOf(':');
  const given = await derive(
    credentials.slice(colon + 1),
    Buffer.from(stored.salt, 'base64'),
    KEY_BYTES,
  );
  const isName = isEqual(digest(credentials.slice(0, Math.max(0, colon))), digest(stored.username));
  return isEqual(given, Buffer.from(stored.hash, 'base64')) && isName;
}

/** In one time, whatever differs. */
function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
