import type { Body, Handler, Parameter } from './handler.js';
import { PARAMETERS } from './parameters.js';
import type { Schema } from './schema.js';

/** An operation as @nestjs/swagger sees it: route, status, and the notes of platform/http/api-docs.ts. */
export interface RoutedOperation {
  /** `Controller.method`. */
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Schema>> }>
  >;
  readonly 'x-consumes'?: readonly string[];
  readonly 'x-produces'?: readonly string[];
  readonly 'x-file'?: string;
  readonly 'x-parameters'?: readonly string[];
}

/** One operation of the document; `error` is the schema of every answer that is none of success. */
export function operationOf(
  path: string,
  routed: RoutedOperation,
  handler: Handler,
  error: Schema,
): Schema {
  refuseSilence(routed, handler);
  const [status = '200'] = Object.keys(routed.responses);
  const body = requestBody(handler.body, routed);
  return {
    tags: routed.tags,
    summary: handler.summary,
    ...(handler.description !== handler.summary && { description: handler.description }),
    parameters: [...pathParameters(path), ...queryParameters(handler.parameters, routed)],
    ...(body !== undefined && { requestBody: body }),
    responses: {
      [status]: { description: handler.summary, ...content(handler.answer, routed) },
      default: {
        description: 'The request is wrong, or the server failed.',
        content: { 'application/json': { schema: error } },
      },
    },
  };
}

/** @throws Error where the types say nothing and there is no note either. */
function refuseSilence(
  routed: RoutedOperation,
  { body, writesItself, readsByName }: Handler,
): void {
  const notes: readonly (readonly [isMissing: boolean, note: string])[] = [
    [writesItself && routed['x-produces'] === undefined, 'ApiProduces'],
    [body?.kind === 'text' && routed['x-consumes'] === undefined, 'ApiConsumes'],
    [readsByName && routed['x-parameters'] === undefined, 'ApiParameters'],
  ];
  const missing = notes.filter(([isMissing]) => isMissing).map(([, note]) => `@${note}`);
  if (missing.length > 0) {
    throw new Error(`${routed.operationId} needs ${missing.join(' and ')} from platform/http`);
  }
}

function pathParameters(path: string): Schema[] {
  return [...path.matchAll(/\{\*?(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

/** Those of the handler's types, and those that it reads by name. */
function queryParameters(typed: readonly Parameter[], routed: RoutedOperation): Parameter[] {
  const known = new Set(typed.map(({ name }) => name));
  const named = (routed['x-parameters'] ?? []).filter((name) => !known.has(name));
  return [...typed, ...named.flatMap((name) => PARAMETERS[name] ?? unknownParameter(name))];
}

function unknownParameter(name: string): never {
  throw new Error(
    `no description of the query parameter ${name}: add it to openapi/generate/parameters.ts`,
  );
}

function requestBody(body: Body | undefined, routed: RoutedOperation): Schema | undefined {
  if (body?.kind === 'json') {
    return { required: true, content: { 'application/json': { schema: body.schema } } };
  }
  if (body?.kind === 'text') {
    const media = routed['x-consumes'] ?? [];
    const entries = media.map((type) => [type, { schema: isJson(type) ? {} : { type: 'string' } }]);
    return { required: true, content: Object.fromEntries(entries) };
  }
  return body && { required: routed['x-file'] !== undefined, content: form(routed['x-file']) };
}

/** The handler wants the text, its callers have a value. */
function isJson(mediaType: string): boolean {
  return mediaType === 'application/json';
}

const FILE: Schema = { type: 'string', format: 'binary' };

/** One named file, or one part per input: text, or a file for an input of type FILE. */
function form(file: string | undefined): Schema {
  const schema =
    file === undefined
      ? { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, FILE] } }
      : { type: 'object', properties: { [file]: FILE }, required: [file] };
  return { 'multipart/form-data': { schema } };
}

function content(answer: Schema | undefined, routed: RoutedOperation): Schema {
  const media = routed['x-produces'];
  if (media !== undefined) {
    const entries = media.map((type) => [type, { schema: answer ?? textOrBytes(type) }]);
    return { content: Object.fromEntries(entries) };
  }
  return answer === undefined ? {} : { content: { 'application/json': { schema: answer } } };
}

function textOrBytes(mediaType: string): Schema {
  return mediaType.startsWith('text/') || mediaType.endsWith('xml') ? { type: 'string' } : FILE;
}
