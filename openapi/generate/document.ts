import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { PlatformModule } from '../../src/app/platform.module.js';
import { ROLES } from '../../src/app/role.js';
import { StandaloneModule } from '../../src/app/standalone.module.js';
import { VERSION } from '../../src/app/version.js';
import { JsonAdapter, TENANT } from '../../src/platform/http/index.js';
import type { Handlers } from './handler.js';
import { operationOf, type RoutedOperation } from './operation.js';
import type { Schema } from './schema.js';

const DESCRIPTION = `A flow is started by POST /api/v1/executions/{namespace}/{id}; its inputs are the parts of a form.

Every path below /api/v1 answers below /api/v1/${TENANT} too. Errors have the body of the schema ErrorBody.`;

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly [kind: string]: unknown;
  };
  readonly [member: string]: unknown;
}

/**
 * The OpenAPI document of every route, each once, under its path without a tenant. Nest's preview mode gives the routes
 * without a database; the types of the handlers in the source give parameters, bodies and answers.
 */
export async function openApiDocument(handlers: Handlers): Promise<OpenApiDocument> {
  const error = handlers.schemas.schemaNamed('ErrorBody');
  const names = new Set<string>();
  const paths = Object.entries(await routes())
    .filter(([path]) => !path.startsWith(`/api/v1/${TENANT}`))
    .map(([path, item]) => [
      path.replaceAll('{*', '{'),
      Object.fromEntries(
        Object.entries(item).map(([method, routed]) => {
          const operation = operationOf(path, routed, handlers.get(handlerName(routed)), error);
          return [method, { ...operation, ...identity(routed, names) }];
        }),
      ),
    ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kestra API',
      description: DESCRIPTION,
      version: VERSION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:8080' }],
    security: [{}, { basic: [] }, { bearer: [] }],
    paths: Object.fromEntries(paths) as OpenApiDocument['paths'],
    components: {
      schemas: Object.fromEntries(handlers.schemas.components),
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

/** What Nest knows of the routes; the operation id is `Controller.method`. */
async function routes(): Promise<Record<string, Record<string, RoutedOperation>>> {
  const root = StandaloneModule.with(ROLES, PlatformModule.preview());
  const app = await NestFactory.create(root, new JsonAdapter(), {
    preview: true,
    logger: ['error'],
  });
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build(), {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
  });
  return paths as Record<string, Record<string, RoutedOperation>>;
}

/** Nest numbers the paths of one handler, `Controller.method[1]`. */
function handlerName({ operationId }: RoutedOperation): string {
  return operationId.replace(/\[\d+\]$/, '');
}

/** The first path of a handler has its name, others that answer the same are numbered. */
function identity(routed: RoutedOperation, taken: Set<string>): Schema {
  const name = handlerName(routed).replace(/^.*\./, '');
  let unique = name;
  for (let number = 2; taken.has(unique); number++) {
    unique = `${name}${number}`;
  }
  taken.add(unique);
  return { operationId: unique };
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
