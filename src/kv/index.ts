export { ExpiredPairs } from './expired-pairs.js';
export { KvHttpModule, KvModule } from './kv.module.js';
export { KvStore } from './kv-store.js';
