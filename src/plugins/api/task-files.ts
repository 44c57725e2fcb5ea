import { basename } from 'node:path';
import { IllegalArgumentError } from '../../model/errors.js';
import { readJson, stringifyJson } from '../../model/json.js';
import { isPlainMap } from './convert-value.js';
import { pathMatcher } from './path-matcher.js';
import type { ExtraVariables, RunContext } from './run-context.js';

/** engine.md §9: which files of the namespace a task wants in its working directory. */
export interface NamespaceFilesRequest {
  readonly enabled?: unknown;
  readonly include?: unknown;
  readonly exclude?: unknown;
  readonly namespaces?: unknown;
  readonly folderPerNamespace?: unknown;
}

/** Copies namespace files below the working directory; later namespaces of the list win. */
export async function writeNamespaceFiles(
  ctx: RunContext,
  request: NamespaceFilesRequest | undefined,
): Promise<void> {
  if (request === undefined || String(request.enabled ?? true) === 'false') {
    return;
  }
  const rendered = (await ctx.renderDeep(request)) as NamespaceFilesRequest;
  const included = toTexts(rendered.include);
  const includes = included.length === 0 ? (): boolean => true : pathMatcher(included);
  const excludes = pathMatcher(toTexts(rendered.exclude));
  const namespaces = toTexts(rendered.namespaces);
  for (const namespace of namespaces.length === 0 ? [ctx.flow.namespace] : namespaces) {
    const files = ctx.namespaceFiles(namespace);
    const folder = String(rendered.folderPerNamespace) === 'true' ? `${namespace}/` : '';
    for (const path of await files.list()) {
      const name = path.replace(/^\/+/, '');
      if (includes(name) && !excludes(name)) {
        await ctx.workingDirectory.write(folder + name, await files.get(path));
      }
    }
  }
}

/** What writing input files needs; a trigger has it too. */
export type InputFilesContext = Pick<
  RunContext,
  'render' | 'renderDeep' | 'workingDirectory' | 'storage' | 'namespaceFiles'
>;

/** engine.md §23.5: a map of file name to text or URI, or an expression giving one as JSON. */
export async function writeInputFiles(
  ctx: InputFilesContext,
  declared: unknown,
  extra?: ExtraVariables,
): Promise<string[]> {
  const written: string[] = [];
  for (const [name, content] of Object.entries(await renderedMap(ctx, declared, extra))) {
    if (content !== null && content !== undefined) {
      await writeFile(ctx, name, content);
      written.push(name);
    }
  }
  return written;
}

/** Stores the files that the globs match; keys are paths relative to the working directory. */
export async function storeOutputFiles(
  ctx: RunContext,
  globs: readonly string[],
): Promise<Record<string, string>> {
  const stored: Record<string, string> = {};
  if (globs.length > 0) {
    const refused = (path: string): void => refuseLink(ctx, path, globs.includes(path));
    for (const path of await ctx.workingDirectory.find(globs, refused)) {
      const name = path.replace(NOT_IN_COMMANDS, (character) => encodeURIComponent(character));
      stored[path] = await ctx.storage.putFile(name, await ctx.workingDirectory.resolve(path));
    }
  }
  return stored;
}

/** A pattern may match a link by chance, as in the folder of an interpreter. */
function refuseLink(ctx: RunContext, path: string, isMeant: boolean): void {
  const message = `outputFiles: "${path}" is a link that leads outside of the working directory and is not stored: copy the file`;
  if (isMeant) {
    throw new IllegalArgumentError(message);
  }
  ctx.logger.warn(message);
}

/** What would end a URI in the text of a command: stored files have names without it. */
const NOT_IN_COMMANDS = /[\s"`<>|;\\%]/g;

const URI_IN_TEXT = /kestra:\/\/\/[^\s'"`<>|;)\\]+/g;

/** Copies of files of internal storage in the working directory, by URI. */
export type Downloads = Map<string, Promise<string>>;

/** Replaces every internal storage URI in a text by the relative path of a downloaded copy. */
export async function localizeUris(
  ctx: RunContext,
  text: string,
  known: Downloads,
): Promise<string> {
  const paths = new Map<string, string>();
  for (const uri of new Set(text.match(URI_IN_TEXT) ?? [])) {
    const download = known.get(uri) ?? downloaded(ctx, uri, known.size);
    // At once: other texts are rendered at the same time, and names must differ.
    known.set(uri, download);
    paths.set(uri, await download);
  }
  return text.replace(URI_IN_TEXT, (uri) => paths.get(uri) ?? uri);
}

async function downloaded(ctx: RunContext, uri: string, number: number): Promise<string> {
  const name = `.kestra/${number}/${basename(uri)}`;
  return ctx.workingDirectory.write(name, await ctx.storage.get(uri));
}

async function renderedMap(
  ctx: InputFilesContext,
  declared: unknown,
  extra?: ExtraVariables,
): Promise<Record<string, unknown>> {
  if (declared === undefined || declared === null) {
    return {};
  }
  const rendered =
    typeof declared === 'string'
      ? jsonOf(await ctx.render(declared, extra))
      : await ctx.renderDeep(declared, extra);
  if (!isPlainMap(rendered)) {
    throw new IllegalArgumentError(
      'inputFiles must be a map of file name to content, or an expression giving one as JSON',
    );
  }
  return rendered;
}

async function writeFile(ctx: InputFilesContext, name: string, content: unknown): Promise<void> {
  if (typeof content === 'string' && content.startsWith('kestra://')) {
    await ctx.workingDirectory.write(name, await ctx.storage.get(content));
  } else if (typeof content === 'string' && content.startsWith('nsfile://')) {
    const path = `/${content.slice('nsfile://'.length).replace(/^\/+/, '')}`;
    await ctx.workingDirectory.write(name, await ctx.namespaceFiles().get(path));
  } else {
    await ctx.workingDirectory.write(
      name,
      typeof content === 'string' ? content : stringifyJson(content),
    );
  }
}

function jsonOf(text: string): unknown {
  if (text.trim() === '') {
    return {};
  }
  try {
    return readJson(text);
  } catch (error) {
    throw new IllegalArgumentError(
      `inputFiles must render to a JSON map: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function toTexts(value: unknown): string[] {
  if (typeof value === 'string') {
    return value.trim().startsWith('[') ? (readJson(value) as unknown[]).map(String) : [value];
  }
  return Array.isArray(value) ? value.map(String) : [];
}
