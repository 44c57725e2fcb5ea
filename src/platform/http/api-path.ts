/** The only tenant. */
export const TENANT = 'main';

/**
 * Paths of a controller: every route answers under `/api/v1` and `/api/v1/main` (api.md, beginning). The OpenAPI document
 * keeps the first.
 */
export function apiPath(path = ''): string[] {
  const end = path === '' ? '' : `/${path}`;
  return [`api/v1${end}`, `api/v1/${TENANT}${end}`];
}
