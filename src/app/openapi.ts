import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { JsonAdapter, TENANT } from '../platform/http/index.js';
import { PlatformModule } from './platform.module.js';
import { ROLES } from './role.js';
import { StandaloneModule } from './standalone.module.js';
import { VERSION } from './version.js';

/**
 * The OpenAPI document of every route, without a database: Nest's preview mode creates no providers, so they need not
 * exist. Only from `dist`, where the compiler plugin has described the DTOs.
 */
export async function openApiDocument(): Promise<OpenAPIObject> {
  const root = StandaloneModule.with(ROLES, { module: PlatformModule });
  const app = await NestFactory.create(root, new JsonAdapter(), { preview: true, logger: ['error'] });
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

function withoutTenant(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  return Object.fromEntries(
    Object.entries(paths).filter(([path]) => !path.startsWith(`/api/v1/${TENANT}`)),
  );
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
