import { describe, expect, test } from '@jest/globals';
import { digestAuthorization, digestChallenge } from './digest-login.js';

/** The example of RFC 7616, section 3.9.1. */
const PARAMETERS =
  'realm="http-auth@example.org", qop="auth, auth-int", ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const MD5 = `Digest ${PARAMETERS}, algorithm=MD5`;
const SHA = `Digest ${PARAMETERS}, algorithm=SHA-256`;
const answer = {
  username: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  target: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

function answered(...headers: readonly string[]): string | undefined {
  const challenge = digestChallenge(headers);
  return challenge && digestAuthorization(challenge, answer);
}

describe('a digest login', () => {
  test('is that of the standard, with the stronger hash when there is a choice', () => {
    expect(answered(MD5)).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
    const stronger = 'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"';
    expect(answered(MD5, SHA)).toContain(stronger);
    expect(answered(`Basic realm="x", ${MD5}, ${SHA}`)).toContain(stronger);
    expect(answered(SHA)).toMatch(
      /^Digest username="Mufasa", .*, algorithm=SHA-256, qop=auth, nc=00000001$/,
    );
  });

  test('does not count where the server does not know how', () => {
    expect(answered('Digest realm="a \\"b\\"", nonce=n')).toMatch(
      /^Digest username="Mufasa", realm="a \\"b\\"", nonce="n", .*, algorithm=MD5$/,
    );
  });

  test.each([['Basic realm="x"'], ['Digest realm="x", nonce="n", algorithm=SHA-512-256']])(
    'has no answer to %s',
    (header) => expect(answered(header)).toBeUndefined(),
  );
});
