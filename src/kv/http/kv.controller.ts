import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Put,
  Query,
} from '@nestjs/common';
import { IsArray, IsString } from 'class-validator';
import { parseDuration } from '../../model/duration.js';
import { IllegalArgumentError, NotFoundError } from '../../model/errors.js';
import {
  ApiConsumes,
  ApiParameters,
  apiPath,
  ApiTags,
  PageQuery,
  parseFilters,
  parseSort,
} from '../../platform/http/index.js';
import type { PagedResults, RawQuery } from '../../platform/http/index.js';
import type { KvType } from '../../plugins/api/run-context.js';
import { KvStore } from '../kv-store.js';
import { KvRepository } from '../store/kv.repository.js';
import type { KvMetadata } from '../store/kv.repository.js';

const SORT_FIELDS = ['key', 'name', 'namespace', 'updateDate', 'updated', 'creationDate'] as const;

export class KvKeysRequest {
  @IsArray()
  @IsString({ each: true })
  keys!: string[];
}

/** A value with its kind; dates and durations are text. */
export class KvValueResponse {
  type!: KvType;
  value!: unknown;
  revision!: number;
  updated!: string;
}

/** Key-value pairs (api.md §12). Values come as Ion literals whatever the Content-Type. */
@ApiTags('KV')
@Controller(apiPath())
export class KvController {
  constructor(
    private readonly kv: KvStore,
    private readonly pairs: KvRepository,
  ) {}

  @Get('kv')
  @ApiParameters('filters')
  listAllKeys(
    @Query() page: PageQuery,
    @Query() query: RawQuery,
  ): Promise<PagedResults<KvMetadata>> {
    return this.pairs.search(parseFilters(query), {
      ...page,
      sort: parseSort(page.sort, SORT_FIELDS),
    });
  }

  @Get('namespaces/:namespace/kv')
  listKeys(@Param('namespace') namespace: string): Promise<KvMetadata[]> {
    return this.kv.list(namespace);
  }

  @Get('namespaces/:namespace/kv/inheritance')
  listKeysWithInheritance(@Param('namespace') namespace: string): Promise<KvMetadata[]> {
    return this.kv.inherited(namespace);
  }

  @Get('namespaces/:namespace/kv/:key')
  async getKeyValue(
    @Param('namespace') namespace: string,
    @Param('key') key: string,
  ): Promise<KvValueResponse> {
    const pair = await this.kv.get(namespace, key);
    if (pair === undefined) {
      throw new NotFoundError(`No value found for key '${key}' in namespace '${namespace}'`);
    }
    const { type, value, revision, updateDate } = pair;
    return { type, value, revision, updated: updateDate };
  }

  @Put('namespaces/:namespace/kv/:key')
  @HttpCode(200)
  @ApiConsumes('text/plain')
  setKeyValue(
    @Param('namespace') namespace: string,
    @Param('key') key: string,
    @Body() literal: string,
    @Headers('ttl') ttlHeader?: string,
    @Headers('description') description?: string,
    @Query('ttl') ttlParameter?: string,
  ): Promise<void> {
    const ttl = milliseconds(ttlHeader ?? ttlParameter);
    return this.kv.putLiteral(namespace, key, literal ?? '', {
      ...(ttl !== undefined && { ttl }),
      ...(description !== undefined && { description }),
    });
  }

  @Delete('namespaces/:namespace/kv/:key')
  deleteKeyValue(
    @Param('namespace') namespace: string,
    @Param('key') key: string,
  ): Promise<boolean> {
    return this.kv.delete(namespace, key);
  }

  @Delete('namespaces/:namespace/kv')
  async deleteKeyValues(
    @Param('namespace') namespace: string,
    @Body() { keys }: KvKeysRequest,
  ): Promise<KvKeysRequest> {
    return { keys: await this.kv.deleteAll(namespace, keys) };
  }
}

function milliseconds(ttl: string | undefined): number | undefined {
  if (ttl === undefined || ttl === '') {
    return undefined;
  }
  const duration = parseDuration(ttl);
  if (duration === undefined) {
    throw new IllegalArgumentError(`ttl must be an ISO-8601 duration such as PT1H, but is ${ttl}`);
  }
  return duration;
}
