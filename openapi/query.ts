/**
 * Query parameters as the server reads them: lists are repeated, objects become brackets, as in
 * `filters[state][IN]=FAILED,KILLED`; null and undefined are left out.
 */
export function queryOf(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .flatMap(([name, value]) => pairs(name, value))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

function pairs(name: string, value: unknown): [name: string, value: string][] {
  if (value === undefined || value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    return name.endsWith(']')
      ? [[name, value.join(',')]]
      : value.flatMap((item) => pairs(name, item));
  }
  return typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => pairs(`${name}[${key}]`, inner))
    : [[name, String(value)]];
}
