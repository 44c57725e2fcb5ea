import { Module } from '@nestjs/common';
import { KvController } from './http/kv.controller.js';
import { KvStore } from './kv-store.js';
import { KvRepository } from './store/kv.repository.js';

/** Key-value pairs; their routes are in KvHttpModule. */
@Module({ providers: [KvRepository, KvStore], exports: [KvRepository, KvStore] })
export class KvModule {}

@Module({ imports: [KvModule], controllers: [KvController] })
export class KvHttpModule {}
