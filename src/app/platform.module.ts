import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import { Encryption } from '../platform/encryption/encryption.js';
import { InternalStorage } from '../platform/storage/internal-storage.js';
import { openInternalStorage } from '../platform/storage/open-internal-storage.js';
import { Readiness } from './readiness.js';

/** What every feature may ask for: configuration, database, internal storage, encryption. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config, database: Database): DynamicModule {
    const providers = [
      { provide: Config, useValue: config },
      { provide: Database, useValue: database },
      { provide: InternalStorage, useFactory: () => openInternalStorage(config) },
      { provide: Encryption, useValue: new Encryption(config.security.encryptionKey) },
      Readiness,
    ];
    return { module: PlatformModule, providers, exports: providers };
  }

  /** The same names without anything behind, for Nest's preview mode. */
  static preview(): DynamicModule {
    const names = [Config, Database, InternalStorage, Encryption, Readiness];
    const providers = names.map((name) => ({ provide: name, useValue: {} }));
    return { module: PlatformModule, providers, exports: providers };
  }
}
