import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Min } from 'class-validator';

export class FileQuery {
  /** URI of the file in internal storage, `kestra:///…`. */
  @IsString()
  path!: string;

  /** RAW, or JSONL for rows of Ion as lines of JSON. */
  @IsOptional()
  @IsString()
  format?: string;
}

export class PreviewQuery extends FileQuery {
  /** Rows or lines at most. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  maxRows?: number;

  /** Name of a character set. */
  @IsString()
  encoding = 'UTF-8';
}

export class FileMetasResponse {
  /** Bytes. */
  size!: number;
}
