import { S3Client } from '@aws-sdk/client-s3';
import { OutageRetry } from './outage-retry.js';

export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  /** Both or neither: then the sources of the AWS libraries apply. */
  readonly accessKey: string | undefined;
  readonly secretKey: string | undefined;
  readonly forcePathStyle: boolean;
  /** Folder inside the bucket, with or without slashes around. */
  readonly prefix: string;
  /** How long to try again while the service does not answer; default 30 seconds. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 3_000;
const SILENCE_TIMEOUT_MS = 30_000;
/** Open downloads hold a connection each. */
const MAX_CONNECTIONS = 256;

export function s3Client(settings: S3Settings): S3Client {
  const { accessKey, secretKey, endpoint } = settings;
  return new S3Client({
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKey === undefined || secretKey === undefined
      ? {}
      : { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }),
    retryStrategy: new OutageRetry(settings.patienceMs ?? PATIENCE_MS),
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      httpAgent: { maxSockets: MAX_CONNECTIONS },
      httpsAgent: { maxSockets: MAX_CONNECTIONS },
    },
    // Services other than AWS do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
