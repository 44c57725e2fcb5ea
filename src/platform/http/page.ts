import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { IllegalArgumentError } from '../../model/errors.js';

/** Beyond it, the product of page and size is no number of rows that the database can skip. */
const MOST = 1_000_000_000;

/** Paging and sorting of every list (api.md §1.2). */
export class PageQuery {
  /** Counted from 1. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST)
  page = 1;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST)
  size = 10;

  /** `field:asc` or `field:desc`, repeatable. */
  @Transform(({ value }) => [value as unknown].flat())
  @IsOptional()
  @IsString({ each: true })
  sort?: string[];
}

export interface PagedResults<T> {
  readonly results: readonly T[];
  /** Of all matches, whatever the page. */
  readonly total: number;
}

export interface Sort<Field extends string = string> {
  readonly field: Field;
  readonly direction: 'asc' | 'desc';
}

/** @throws IllegalArgumentError for a value without exactly one `:`, or a field that is not among `fields`. */
export function parseSort<Field extends string>(
  values: readonly string[] | undefined,
  fields: readonly Field[],
): Sort<Field>[] {
  return (values ?? []).map((value) => {
    const [name, direction, ...rest] = value.split(':');
    if (!name || !direction || rest.length > 0) {
      throw new IllegalArgumentError(
        `Invalid sort parameter: "${value}" must look like "${fields[0] ?? 'id'}:asc"`,
      );
    }
    const field = fields.find((candidate) => candidate === name);
    if (field === undefined) {
      throw new IllegalArgumentError(
        `Invalid sort parameter: "${name}" is none of ${fields.join(', ')}`,
      );
    }
    return { field, direction: direction.toLowerCase() === 'asc' ? 'asc' : 'desc' };
  });
}

export function offsetOf({ page, size }: Pick<PageQuery, 'page' | 'size'>): number {
  return (page - 1) * size;
}
