import { expect, test } from '@jest/globals';
import { parseJdbcUrl } from './jdbc-url.js';

test.each([
  [
    'jdbc:postgresql://db:5433/shop?sslmode=require&user=a%40b',
    'db',
    5433,
    'shop',
    { sslmode: 'require', user: 'a@b' },
  ],
  ['jdbc:postgresql://db/shop', 'db', 5432, 'shop', {}],
  ['jdbc:postgresql://[::1]:1/shop', '::1', 1, 'shop', {}],
  ['jdbc:postgresql:shop', 'localhost', 5432, 'shop', {}],
  ['jdbc:postgresql:///shop', 'localhost', 5432, 'shop', {}],
])('%s', (url, host, port, database, options) => {
  expect(parseJdbcUrl(url, ['postgresql'], 5432)).toEqual({ host, port, database, options });
});

test.each([
  undefined,
  '',
  'postgresql://db/shop',
  'jdbc:mysql://db/shop',
  'jdbc:postgresql://db:x/shop',
])('refuses %s', (url) => {
  expect(() => parseJdbcUrl(url, ['postgresql'], 5432)).toThrow(
    'url: must look like jdbc:postgresql://host:5432/database',
  );
});

test('an error shows no password of the options', () => {
  expect(() => parseJdbcUrl('jdbc:x://db?password=secret', ['postgresql'], 5432)).toThrow(
    /^(?!.*secret)/,
  );
});
