import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { JsonAdapter, TENANT } from '../platform/http/index.js';
import { PlatformModule } from './platform.module.js';
import { ROLES } from './role.js';
import { StandaloneModule } from './standalone.module.js';
import { VERSION } from './version.js';

/**
 * The OpenAPI document of every route, without a database: Nest's preview mode creates no providers. Only from a
 * build with nest-cli.openapi.json, whose compiler plugin describes the DTOs.
 */
export async function openApiDocument(): Promise<OpenAPIObject> {
  const root = StandaloneModule.with(ROLES, PlatformModule.preview());
  const app = await NestFactory.create(root, new JsonAdapter(), {
    preview: true,
    logger: ['error'],
  });
  const info = new DocumentBuilder()
    .setTitle('Kestra API')
    .setDescription(`Every path under /api/v1 answers under /api/v1/${TENANT} too.`)
    .setVersion(VERSION)
    .addBasicAuth()
    .build();
  const document = SwaggerModule.createDocument(app, info, {
    operationIdFactory: (_controller, method) => method,
  });
  return { ...document, paths: withoutTenant(document.paths) };
}

/** Each route once, by its first path. */
function withoutTenant(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const names = new Set<string>();
  const kept = Object.entries(paths).filter(([path]) => !path.startsWith(`/api/v1/${TENANT}`));
  return Object.fromEntries(
    kept.map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]: [string, Operation]) => [
          method,
          { ...operation, operationId: uniqueName(operation, names) },
        ]),
      ),
    ]),
  );
}

interface Operation {
  readonly operationId?: string;
}

/** Nest numbers the paths of one handler, `name[1]`; what answers under several paths becomes `name`, `name2` … */
function uniqueName({ operationId = '' }: Operation, taken: Set<string>): string {
  const name = operationId.replace(/\[\d+\]$/, '');
  let unique = name;
  for (let number = 2; taken.has(unique); number++) {
    unique = `${name}${number}`;
  }
  taken.add(unique);
  return unique;
}

/** The same document gives the same text, whatever the order in which modules were loaded. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortedKeys);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

/** Writes the document to `path`; returns how many paths it has. */
export async function writeOpenApi(path: string): Promise<number> {
  const document = await openApiDocument();
  await writeFile(path, `${JSON.stringify(sortedKeys(document), null, 2)}\n`);
  return Object.keys(document.paths).length;
}
