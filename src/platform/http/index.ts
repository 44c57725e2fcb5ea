export { apiPath, TENANT } from './api-path.js';
export { setUpExpress } from './express-setup.js';
export { JsonAdapter } from './json-adapter.js';
