import { Injectable } from '@nestjs/common';
import { ExpiredError, IllegalArgumentError, IllegalStateError } from '../model/errors.js';
import { kvLiteral, parseKv, storedLiteral } from './kv-value.js';
import type { KvType } from '../plugins/api/run-context.js';
import type { KvValue } from './kv-value.js';
import { KvRepository } from './store/kv.repository.js';
import type { KvMetadata, KvRow } from './store/kv.repository.js';

export interface KvPutOptions {
  /** Milliseconds. */
  readonly ttl?: number;
  /** False: an existing key is an error. */
  readonly overwrite?: boolean;
  readonly description?: string;
  /** What a text means; without it a text is a STRING. */
  readonly type?: KvType;
}

export interface KvPair extends KvMetadata, KvValue {}

const KEY = /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/;

/** Key-value pairs of namespaces (api.md §12). Every method throws IllegalArgumentError for an unsuitable key. */
@Injectable()
export class KvStore {
  constructor(private readonly pairs: KvRepository) {}

  /** Undefined when there is none. @throws ExpiredError */
  async get(namespace: string, key: string): Promise<KvPair | undefined> {
    const row = await this.pairs.find(namespace, checkedKey(key));
    if (row?.expired) {
      throw new ExpiredError('The requested value has expired');
    }
    return row && toPair(row);
  }

  /** Expired pairs are missing ones. */
  async find(namespace: string, key: string): Promise<KvPair | undefined> {
    const row = await this.pairs.find(namespace, checkedKey(key));
    return row === undefined || row.expired ? undefined : toPair(row);
  }

  /** @throws IllegalStateError when the key exists and `overwrite` is false. */
  put(namespace: string, key: string, value: unknown, options: KvPutOptions = {}): Promise<void> {
    return this.write(namespace, key, kvLiteral(value, options.type), options);
  }

  /** A literal as clients send it. */
  putLiteral(
    namespace: string,
    key: string,
    literal: string,
    options: KvPutOptions = {},
  ): Promise<void> {
    return this.write(namespace, key, storedLiteral(parseKv(literal)), options);
  }

  /** Deletes the pairs with suitable keys, expired ones too; gives how many. */
  async purge(
    namespace: string,
    { expiredOnly, matches }: { expiredOnly: boolean; matches: (key: string) => boolean },
  ): Promise<number> {
    const keys = await this.pairs.keys(namespace, { expiredOnly });
    return (await this.pairs.delete(namespace, keys.filter(matches))).length;
  }

  async delete(namespace: string, key: string): Promise<boolean> {
    return (await this.pairs.delete(namespace, [checkedKey(key)])).length > 0;
  }

  /** The keys that existed, in the order asked for. */
  async deleteAll(namespace: string, keys: readonly string[]): Promise<string[]> {
    const deleted = new Set(await this.pairs.delete(namespace, keys.map(checkedKey)));
    return keys.filter((key) => deleted.has(key));
  }

  /** Live pairs by key, without values. */
  list(namespace: string, prefix?: string): Promise<KvMetadata[]> {
    return this.pairs.list([namespace], prefix);
  }

  /** Pairs of the parent namespaces. */
  inherited(namespace: string): Promise<KvMetadata[]> {
    const parts = namespace.split('.');
    const parents = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
    return this.pairs.list(parents);
  }

  private async write(
    namespace: string,
    key: string,
    literal: string,
    options: KvPutOptions,
  ): Promise<void> {
    const { ttl, description, overwrite = true } = options;
    if (ttl !== undefined && ttl < 0) {
      throw new IllegalArgumentError(
        'ttl must not be negative: the pair would have expired already',
      );
    }
    const pair = { namespace, key: checkedKey(key), literal, overwrite };
    const written = await this.pairs.put({
      ...pair,
      ...(ttl !== undefined && { ttl }),
      ...(description !== undefined && { description }),
    });
    if (!written) {
      throw new IllegalStateError(
        `Cannot set value for key '${key}'. Key already exists and \`overwrite\` is set to \`false\`.`,
      );
    }
  }
}

function checkedKey(key: string): string {
  if (!KEY.test(key)) {
    throw new IllegalArgumentError(
      'Key must start with an alphanumeric character (uppercase or lowercase) and can contain alphanumeric characters (uppercase or lowercase), dots (.), underscores (_), and hyphens (-) only.',
    );
  }
  return key;
}

function toPair({ literal, expired: _, ...metadata }: KvRow): KvPair {
  return { ...metadata, ...parseKv(literal) };
}
