import { describe, expect, test } from '@jest/globals';
import { isAboutEncryption, sslModeOf, tlsAttempts } from './postgresql-tls.js';

describe('the ways to connect', () => {
  const checked = { rejectUnauthorized: true, ca: 'CA' };

  test.each([
    ['DISABLE', [false]],
    ['ALLOW', [false, { rejectUnauthorized: false, ca: 'CA' }]],
    ['PREFER', [{ rejectUnauthorized: false, ca: 'CA' }, false]],
    ['REQUIRE', [{ rejectUnauthorized: false, ca: 'CA' }]],
    ['VERIFY_CA', [{ ...checked, checkServerIdentity: expect.any(Function) }]],
    ['VERIFY_FULL', [checked]],
  ] as const)('%s', (mode, attempts) => {
    expect(tlsAttempts({ mode, rootCert: 'CA' })).toEqual(attempts);
  });

  test('a client certificate goes along with its key', () => {
    expect(tlsAttempts({ mode: 'VERIFY_FULL', cert: 'C', key: 'K', keyPassword: 'P' })).toEqual([
      { rejectUnauthorized: true, cert: 'C', key: 'K', passphrase: 'P' },
    ]);
  });
});

test.each([
  [new Error('The server does not support SSL connections'), true],
  [
    Object.assign(new Error('no pg_hba.conf entry for host "h", no encryption'), { code: '28000' }),
    true,
  ],
  [Object.assign(new Error('password authentication failed'), { code: '28P01' }), false],
])('%s', (error, expected) => {
  expect(isAboutEncryption(error)).toBe(expected);
});

test('the modes of JDBC URLs are known', () => {
  expect(sslModeOf('verify-full')).toBe('VERIFY_FULL');
  expect(() => sslModeOf('maybe')).toThrow(/sslmode must be one of DISABLE/);
});
