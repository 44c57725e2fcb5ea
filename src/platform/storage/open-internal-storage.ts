import type { Config } from '../config/index.js';
import { StartupError } from '../startup-error.js';
import type { InternalStorage } from './internal-storage.js';
import { LocalStorage } from './local-storage.js';
import type { S3Settings } from './s3-client.js';

/** The storage that the configuration names. @throws StartupError when its bucket cannot be used. */
export async function openInternalStorage(config: Config): Promise<InternalStorage> {
  if (config.storage.type === 'local') {
    return new LocalStorage(config.storage.basePath);
  }
  // The client is a large library; servers with local storage never load it.
  const { S3Storage } = await import('./s3-storage.js');
  return S3Storage.open(s3SettingsOf(config));
}

/** Keys below `kestra.storage.minio` fill in for those below `kestra.storage.s3`. */
export function s3SettingsOf({ s3, minio }: Config): S3Settings {
  const bucket = s3.bucket ?? minio.bucket;
  if (bucket === undefined) {
    throw new StartupError('kestra.storage.s3.bucket must be set when kestra.storage.type is s3');
  }
  const endpoint = s3.endpoint ?? minio.url;
  const [accessKey, secretKey] = [s3.accessKey ?? minio.accessKey, s3.secretKey ?? minio.secretKey];
  if ((accessKey === undefined) !== (secretKey === undefined)) {
    throw new StartupError(
      'kestra.storage.s3.access-key and kestra.storage.s3.secret-key must be set both or neither',
    );
  }
  return {
    bucket,
    region: minio.region ?? s3.region,
    endpoint,
    accessKey,
    secretKey,
    forcePathStyle: s3.forcePathStyle ?? endpoint !== undefined,
    prefix: s3.path,
  };
}
