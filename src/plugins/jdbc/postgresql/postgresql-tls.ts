import type { ConnectionOptions } from 'node:tls';
import { IllegalArgumentError } from '../../../model/errors.js';

export const SSL_MODES = [
  'DISABLE',
  'ALLOW',
  'PREFER',
  'REQUIRE',
  'VERIFY_CA',
  'VERIFY_FULL',
] as const;
export type SslMode = (typeof SSL_MODES)[number];

export interface TlsSettings {
  readonly mode: SslMode;
  /** PEM texts. */
  readonly rootCert?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly keyPassword?: string | undefined;
}

/** The ways to connect, in order: the next one is tried when encryption was what went wrong. */
export function tlsAttempts(settings: TlsSettings): readonly (ConnectionOptions | false)[] {
  const { mode } = settings;
  switch (mode) {
    case 'DISABLE':
      return [false];
    case 'ALLOW':
      return [false, encrypted(settings)];
    case 'PREFER':
      return [encrypted(settings), false];
    case 'REQUIRE':
    case 'VERIFY_CA':
    case 'VERIFY_FULL':
      return [encrypted(settings)];
  }
}

/** Whether the server refused an encrypted connection, or one without encryption. */
export function isAboutEncryption(error: unknown): boolean {
  const { message, code } = error as { message?: string; code?: string };
  return (
    /does not support SSL/.test(message ?? '') ||
    (code === '28000' && /SSL|encryption/.test(message ?? ''))
  );
}

/** The mode of a JDBC URL, `verify-full`. */
export function sslModeOf(text: string): SslMode {
  const wanted = text.toUpperCase().replaceAll('-', '_');
  const mode = SSL_MODES.find((candidate) => candidate === wanted);
  if (mode === undefined) {
    throw new IllegalArgumentError(
      `sslmode must be one of ${SSL_MODES.join(', ')}, but it is ${text}`,
    );
  }
  return mode;
}

function encrypted({ mode, rootCert, cert, key, keyPassword }: TlsSettings): ConnectionOptions {
  return {
    rejectUnauthorized: mode === 'VERIFY_CA' || mode === 'VERIFY_FULL',
    ...(mode === 'VERIFY_CA' ? { checkServerIdentity: () => undefined } : {}),
    ...(rootCert === undefined ? {} : { ca: rootCert }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(keyPassword === undefined ? {} : { passphrase: keyPassword }),
  };
}
