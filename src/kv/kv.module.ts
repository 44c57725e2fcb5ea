import { Module } from '@nestjs/common';
import { ExpiredPairs } from './expired-pairs.js';
import { KvController } from './http/kv.controller.js';
import { KvStore } from './kv-store.js';
import { KvRepository } from './store/kv.repository.js';

/** Key-value pairs; their routes are in KvHttpModule. */
@Module({
  providers: [ExpiredPairs, KvRepository, KvStore],
  exports: [ExpiredPairs, KvRepository, KvStore],
})
export class KvModule {}

@Module({ imports: [KvModule], controllers: [KvController] })
export class KvHttpModule {}
