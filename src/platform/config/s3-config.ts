import { IsBoolean, IsOptional } from 'class-validator';
import { FromKey } from './property.js';

/** A bucket of an S3-compatible service, for `kestra.storage.type: s3` (or `minio`). */
export class S3Config {
  /** Must exist already. */
  @FromKey('kestra.storage.s3.bucket')
  @IsOptional()
  bucket?: string;

  /** Region of the bucket; services other than AWS mostly take any. */
  @FromKey('kestra.storage.s3.region')
  region = 'us-east-1';

  /** Address of a service other than AWS, for example `http://minio:9000`. */
  @FromKey('kestra.storage.s3.endpoint')
  @IsOptional()
  endpoint?: string;

  /** Without a key the usual AWS sources apply: environment, profile, role of the machine. */
  @FromKey('kestra.storage.s3.access-key', 'text', { secret: true })
  @IsOptional()
  accessKey?: string;

  /** Belongs to the access key. */
  @FromKey('kestra.storage.s3.secret-key', 'text', { secret: true })
  @IsOptional()
  secretKey?: string;

  /** Put the bucket into the path of URLs; default: for every endpoint that is given. */
  @FromKey('kestra.storage.s3.force-path-style', 'boolean')
  @IsOptional()
  @IsBoolean()
  forcePathStyle?: boolean;

  /** Folder of the bucket under which everything is kept. */
  @FromKey('kestra.storage.s3.path')
  path = '';
}

/** Kestra's keys for `kestra.storage.type: minio`; they stand for `kestra.storage.s3.*`. */
export class MinioConfig {
  /** Name of the machine, or a whole address. */
  @FromKey('kestra.storage.minio.endpoint')
  @IsOptional()
  endpoint?: string;

  /** Port of the service when the endpoint is a name. */
  @FromKey('kestra.storage.minio.port', 'integer')
  port = 9000;

  /** Whether to speak HTTPS. */
  @FromKey('kestra.storage.minio.secure', 'boolean')
  @IsBoolean()
  secure = false;

  /** Must exist already. */
  @FromKey('kestra.storage.minio.bucket')
  @IsOptional()
  bucket?: string;

  /** Region of the bucket; most services take any. */
  @FromKey('kestra.storage.minio.region')
  @IsOptional()
  region?: string;

  /** Needed as a pair with the secret key. */
  @FromKey('kestra.storage.minio.access-key', 'text', { secret: true })
  @IsOptional()
  accessKey?: string;

  /** Belongs to the access key. */
  @FromKey('kestra.storage.minio.secret-key', 'text', { secret: true })
  @IsOptional()
  secretKey?: string;

  /** As an address. */
  get url(): string | undefined {
    const { endpoint, secure, port } = this;
    return endpoint === undefined || endpoint.includes('://')
      ? endpoint
      : `${secure ? 'https' : 'http'}://${endpoint}:${port}`;
  }
}
