export type { components, operations, paths } from './client.js';
export { follow, followExecution, followLogs, type ServerEvent } from './follow.js';
export { type Form, form, type FormValue } from './form.js';
export {
  kestraClient,
  type KestraClient,
  type KestraOptions,
  TEXT,
  YAML,
} from './kestra-client.js';
export { queryOf } from './query.js';
