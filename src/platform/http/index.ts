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
export { setUpExpress } from './express-setup.js';
export { type Filter, FILTER_OPERATIONS, type FilterOperation, parseFilters } from './filter.js';
export { JsonAdapter } from './json-adapter.js';
export { offsetOf, type PagedResults, PageQuery, parseSort, type Sort } from './page.js';
export {
  type Interval,
  type IntervalQuery,
  many,
  parseDate,
  parseInterval,
  parseLabels,
  type RawQuery,
} from './query.js';
export { filtersOf, type LegacyParameter } from './query-filter.js';
export { UploadInterceptor } from './upload.js';
