import { join } from 'node:path';
import { IsIn, IsNotEmpty, IsOptional } from 'class-validator';
import { FromKey } from './property.js';

/** Where the server keeps what is not in the database. */
export class StorageConfig {
  /** Folder of the embedded database and, unless set otherwise, of the internal storage. Relative to the working directory. */
  @FromKey('kestra.data-directory')
  @IsNotEmpty()
  dataDirectory = '.kestra';

  /** Kind of internal storage: a folder, or a bucket that processes on several machines share. */
  @FromKey('kestra.storage.type')
  @IsIn(['local', 's3', 'minio'], { message: 'must be "local", "s3" or "minio"' })
  type = 'local';

  /** Folder of the internal storage; default `storage` below the data directory. */
  @FromKey('kestra.storage.local.base-path')
  @IsOptional()
  localPath?: string;

  get basePath(): string {
    return this.localPath ?? join(this.dataDirectory, 'storage');
  }

  get postgresPath(): string {
    return join(this.dataDirectory, 'postgres');
  }
}
