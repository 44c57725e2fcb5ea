export {
  ApiConsumes,
  ApiExcludeEndpoint,
  ApiFile,
  ApiParameters,
  ApiProduces,
  ApiTags,
} from './api-docs.js';
export { apiPath, TENANT } from './api-path.js';
export { EventStream } from './event-stream.js';
export type { Gatekeeper } from './basic-auth.js';
export { setUpExpress } from './express-setup.js';
export { type Filter, FILTER_OPERATIONS, parseFilters } from './filter.js';
export { JsonAdapter } from './json-adapter.js';
export { offsetOf, type PagedResults, PageQuery, parseSort, type Sort } from './page.js';
export { many, parseDate, parseInterval, parseLabels, type RawQuery } from './query.js';
export { filtersOf, type LegacyParameter } from './query-filter.js';
export { refuseUnknown } from './refuse-unknown.js';
export { required } from './required.js';
export { UploadInterceptor } from './upload.js';
