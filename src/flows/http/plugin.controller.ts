import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { InvalidEntityError, NotFoundError } from '../../model/errors.js';
import { INPUT_TYPES } from '../../model/input.js';
import {
  ApiParameters,
  apiPath,
  ApiProduces,
  ApiTags,
  offsetOf,
  PageQuery,
} from '../../platform/http/index.js';
import type { PagedResults, RawQuery } from '../../platform/http/index.js';
import { allPlugins, findPlugin } from '../../plugins/index.js';
import type { PluginDefinition } from '../../plugins/index.js';
import { documentSchema } from '../plugin-docs/document-schema.js';
import { documentationOf } from '../plugin-docs/documentation.js';
import type { Documentation } from '../plugin-docs/documentation.js';
import { inputDocumentation } from '../plugin-docs/input-documentation.js';
import { iconOf, iconSvg } from '../plugin-docs/icon.js';
import type { PluginIcon } from '../plugin-docs/icon.js';
import {
  groupOf,
  lastPart,
  packageOf,
  pluginGroups,
  pluginSubGroups,
} from '../plugin-docs/plugin-list.js';
import type { PluginGroup } from '../plugin-docs/plugin-list.js';
import { typeSchema } from '../plugin-docs/type-schema.js';
import type { Schema } from '../plugin-docs/type-schema.js';

const CACHED = 'public, max-age=3600';
const DEFAULT_SIZE = 10_000;
/** All types come with the server. */
const ONLY_VERSION = 'latest';

/** The types that flows may use, with documentation and schemas (api.md §13). */
@ApiTags('Plugins')
@Controller(apiPath('plugins'))
export class PluginController {
  /** A plain list, or a page for clients that ask for one. */
  @Get()
  @ApiParameters('paging')
  listPlugins(@Query() query: RawQuery): PluginGroup[] | PagedResults<PluginGroup> {
    const groups = pluginGroups(allPlugins());
    return isPaged(query) ? pageOf(groups, query) : groups;
  }

  @Get('groups/subgroups')
  listPluginSubgroups(): PluginGroup[] {
    return pluginSubGroups(allPlugins());
  }

  @Get('triggers')
  @ApiParameters('paging')
  listTriggerPlugins(@Query() query: RawQuery): PagedResults<object> {
    const triggers = allPlugins().filter(({ kind }) => kind === 'trigger');
    return pageOf(
      triggers.map(({ type, title, deprecated }) => ({ cls: type, type, title, deprecated })),
      query,
    );
  }

  @Get('icons')
  @Header('Cache-Control', CACHED)
  getPluginIcons(): Record<string, PluginIcon> {
    return Object.fromEntries(
      allPlugins().flatMap((plugin) => {
        const icon = iconOf(plugin);
        return [plugin.type, ...plugin.aliases].map((name) => [name, icon]);
      }),
    );
  }

  @Get('icons/groups')
  @Header('Cache-Control', CACHED)
  getPluginGroupIcons(): Record<string, PluginIcon> {
    const groups = new Set(allPlugins().flatMap((plugin) => [groupOf(plugin), packageOf(plugin)]));
    return Object.fromEntries(
      [...groups].map((name) => [
        name,
        {
          name: lastPart(name),
          icon: Buffer.from(iconSvg(name, name)).toString('base64'),
          flowable: false,
        },
      ]),
    );
  }

  @Get(['icons/:cls/icon.svg', 'icons/:cls.svg'])
  @Header('Cache-Control', CACHED)
  @ApiProduces('image/svg+xml')
  getPluginIconPicture(@Param('cls') cls: string, @Res() response: Response): void {
    const plugin = required(cls);
    response.type('image/svg+xml').end(iconSvg(plugin.type, packageOf(plugin)));
  }

  @Get('icons/:cls')
  @Header('Cache-Control', CACHED)
  getPluginIcon(@Param('cls') cls: string): PluginIcon {
    return iconOf(required(cls));
  }

  @Get('inputs')
  listInputTypes(): { type: string; cls: string }[] {
    return INPUT_TYPES.map((type) => ({ type, cls: inputClass(type) }));
  }

  @Get('inputs/:type')
  @Header('Cache-Control', CACHED)
  getInputDocumentation(@Param('type') type: string): Documentation {
    const found = INPUT_TYPES.find((candidate) => candidate === type.toUpperCase());
    if (found === undefined) {
      throw new NotFoundError();
    }
    return inputDocumentation(found);
  }

  @Get('schemas/:type')
  @Header('Cache-Control', CACHED)
  getSchemaFromType(@Param('type') type: string, @Query('arrayOf') arrayOf?: string): Schema {
    const schema = documentSchema(type, { arrayOf: arrayOf === 'true' });
    if (schema === undefined) {
      throw new NotFoundError();
    }
    return schema;
  }

  @Get('properties/:type')
  @Header('Cache-Control', CACHED)
  getPropertiesFromType(@Param('type') type: string): Schema {
    const plugin = pluginOf(type);
    const flow = (documentSchema(type, { arrayOf: false })?.definitions ?? {}) as Readonly<
      Record<string, Schema>
    >;
    const schema = plugin ? typeSchema(plugin) : flow['io.kestra.core.models.flows.Flow'];
    if (schema === undefined) {
      throw new NotFoundError();
    }
    return { properties: schema.properties, required: schema.required };
  }

  @Get(':cls')
  @Header('Cache-Control', CACHED)
  getPluginDocumentation(@Param('cls') cls: string, @Query('all') all?: string): Documentation {
    return documentationOf(required(cls), { all: all === 'true' });
  }

  @Get(':cls/versions')
  getPluginVersions(@Param('cls') cls: string): { type: string; versions: string[] } {
    return { type: required(cls).type, versions: [ONLY_VERSION] };
  }

  @Get(':cls/versions/:version')
  getPluginDocumentationFromVersion(
    @Param('cls') cls: string,
    @Query('all') all?: string,
  ): Documentation {
    return documentationOf(required(cls), { all: all !== 'false' });
  }
}

function pluginOf(cls: string): PluginDefinition | undefined {
  return (
    findPlugin('task', cls) ??
    findPlugin('trigger', cls) ??
    findPlugin('condition', cls) ??
    findPlugin('task-runner', cls)
  );
}

function required(cls: string): PluginDefinition {
  const plugin = pluginOf(cls);
  if (plugin === undefined) {
    throw new NotFoundError();
  }
  return plugin;
}

function isPaged(query: RawQuery): boolean {
  return query.page !== undefined || query.size !== undefined;
}

function pageOf<T>(items: readonly T[], query: RawQuery): PagedResults<T> {
  const page: Pick<PageQuery, 'page' | 'size'> = {
    page: positive('page', query.page ?? '1'),
    size: positive('size', query.size ?? String(DEFAULT_SIZE)),
  };
  return { results: items.slice(offsetOf(page), offsetOf(page) + page.size), total: items.length };
}

function positive(path: string, text: unknown): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidEntityError([{ path, message: 'must be greater than or equal to 1' }]);
  }
  return value;
}

function inputClass(type: string): string {
  return `io.kestra.core.models.flows.input.${type.charAt(0)}${type.slice(1).toLowerCase()}Input`;
}
