import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  type OpenApiDocument,
  openApiDocument,
  sortedKeys,
} from '../../openapi/generate/document.js';
import { handlersOfServer } from '../../openapi/generate/server-source.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

describe('the OpenAPI document', () => {
  let document: OpenApiDocument;
  let routed: string[];
  let operations: { readonly route: string; readonly operation: Operation }[];

  beforeAll(async () => {
    const handlers = handlersOfServer();
    routed = handlers.routed().map((name) => name.replace(/^.*\./, ''));
    document = sortedKeys(await openApiDocument(handlers)) as OpenApiDocument;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        operation: operation as unknown as Operation,
      })),
    );
  }, 120_000);

  test('is the committed one: run `npm run openapi` after a change of the API', () => {
    const committed: unknown = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'));

    expect(document).toEqual(committed);
  });

  test('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);

    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('has a tag, a summary and a success for every operation', () => {
    const silent = operations.filter(({ operation }) => {
      const codes = Object.keys(operation.responses);
      const isDeclared = codes.some((code) => /^2\d\d$/.test(code)) && codes.includes('default');
      return operation.tags.length !== 1 || operation.summary === '' || !isDeclared;
    });

    expect(silent.map(({ route }) => route)).toEqual([]);
  });

  test('has every route of the controllers, and no other', () => {
    const handlers = new Set(
      operations.map(({ operation }) => operation.operationId.replace(/\d+$/, '')),
    );

    expect([...handlers].sort()).toEqual(routed.sort());
  });

  test('refers only to schemas that it has', () => {
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    const missing = [...references].filter(
      ([, name = '']) => !(name in document.components.schemas),
    );

    expect(missing.map(([reference]) => reference)).toEqual([]);
  });
});
