export { KvHttpModule, KvModule } from './kv.module.js';
export { KvStore } from './kv-store.js';
export type { KvPair, KvPutOptions } from './kv-store.js';
export type { KvValue } from './kv-value.js';
export type { KvMetadata } from './store/kv.repository.js';
