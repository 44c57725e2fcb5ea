import { basename } from 'node:path';
import { openAsBlob } from 'node:fs';
import { stringifyJson } from '../../../model/json.js';
import { isPlainMap } from '../../api/convert-value.js';
import type { FormPart } from '../../api/http-client.js';
import type { RunContext } from '../../api/run-context.js';

export type HttpContext = Pick<RunContext, 'http' | 'signal' | 'storage' | 'workingDirectory'>;

/** The fields of a form as a body: url-encoded text, or parts when the media type says multipart. */
export async function formBody(
  ctx: HttpContext,
  fields: Readonly<Record<string, unknown>>,
  contentType: string | undefined,
): Promise<string | { parts: FormPart[] }> {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  if (contentType?.startsWith('multipart/') !== true) {
    return new URLSearchParams(
      entries.map(([name, value]): [string, string] => [name, textOf(value)]),
    ).toString();
  }
  const parts: FormPart[] = [];
  for (const [name, value] of entries) {
    parts.push(await partOf(ctx, name, value, parts.length));
  }
  return { parts };
}

async function partOf(
  ctx: HttpContext,
  name: string,
  value: unknown,
  index: number,
): Promise<FormPart> {
  if (typeof value === 'string' && value.startsWith('kestra://')) {
    return { name, fileName: basename(value), content: await storedBlob(ctx, value, index) };
  }
  if (
    isPlainMap(value) &&
    typeof value['name'] === 'string' &&
    typeof value['content'] === 'string'
  ) {
    const { name: fileName, content } = value as { name: string; content: string };
    const isUri = content.startsWith('kestra://');
    return {
      name,
      fileName,
      content: isUri ? await storedBlob(ctx, content, index) : content,
    };
  }
  return { name, content: textOf(value) };
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? stringifyJson(value) : String(value);
}

/** A stored file as a blob that is read when it is sent; names may repeat, so every part has a folder of its own. */
async function storedBlob(ctx: HttpContext, uri: string, index: number): Promise<Blob> {
  const name = `.kestra/form/${index}/${basename(uri)}`;
  return openAsBlob(await ctx.workingDirectory.write(name, await ctx.storage.get(uri)));
}
