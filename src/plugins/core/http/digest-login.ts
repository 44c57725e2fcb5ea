import { createHash } from 'node:crypto';

/** What a server asks for in `WWW-Authenticate: Digest …` (RFC 7616). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque?: string;
  readonly algorithm: string;
  /** Whether the answer counts its uses; servers before RFC 2617 do not know that. */
  readonly counts: boolean;
}

export interface DigestAnswer {
  readonly username: string;
  readonly password: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Chosen by the client. */
  readonly cnonce: string;
}

const HASHES: Readonly<Record<string, string>> = {
  'SHA-256': 'sha256',
  'SHA-256-SESS': 'sha256',
  MD5: 'md5',
  'MD5-SESS': 'md5',
};

/** The best that can be answered: the order of HASHES; undefined when there is none. */
export function digestChallenge(headers: readonly string[]): DigestChallenge | undefined {
  const challenges = headers
    .flatMap((header) => header.split(/(?=\bDigest\s)/i))
    .flatMap((text) => (/^\s*Digest\s/i.test(text) ? [challengeOf(text)] : []));
  return Object.keys(HASHES)
    .map((name) => challenges.find(({ algorithm }) => algorithm.toUpperCase() === name))
    .find((challenge) => challenge !== undefined);
}

function challengeOf(text: string): DigestChallenge {
  const values = new Map<string, string>();
  for (const [, name = '', quoted, plain] of text.matchAll(PARAMETER)) {
    values.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
  }
  const opaque = values.get('opaque');
  return {
    realm: values.get('realm') ?? '',
    nonce: values.get('nonce') ?? '',
    algorithm: values.get('algorithm') ?? 'MD5',
    counts:
      values
        .get('qop')
        ?.split(/\s*,\s*/)
        .includes('auth') === true,
    ...(opaque !== undefined && { opaque }),
  };
}

const PARAMETER = /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;
/** Every call is answered by itself. */
const COUNT = '00000001';

/** The value of `Authorization`. */
export function digestAuthorization(challenge: DigestChallenge, answer: DigestAnswer): string {
  const { realm, nonce, opaque, algorithm, counts } = challenge;
  const { username, password, method, target, cnonce } = answer;
  const hash = (...parts: readonly string[]): string =>
    createHash(HASHES[algorithm.toUpperCase()] ?? 'md5')
      .update(parts.join(':'))
      .digest('hex');
  const plain = hash(username, realm, password);
  const secret = /-sess$/i.test(algorithm) ? hash(plain, nonce, cnonce) : plain;
  const call = hash(method, target);
  const response = counts
    ? hash(secret, nonce, COUNT, cnonce, 'auth', call)
    : hash(secret, nonce, call);
  const quoted = { username, realm, nonce, uri: target, response, opaque, cnonce };
  return `Digest ${[
    ...Object.entries(quoted).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}="${value.replaceAll(/["\\]/g, '\\$&')}"`],
    ),
    `algorithm=${algorithm}`,
    ...(counts ? ['qop=auth', `nc=${COUNT}`] : []),
  ].join(', ')}`;
}
