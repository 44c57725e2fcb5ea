export { Config } from './config.js';
export { loadConfig, type ConfigSources } from './load-config.js';
export { describeConfig } from './describe-config.js';
export type { ConfiguredDefault } from './flow-config.js';
