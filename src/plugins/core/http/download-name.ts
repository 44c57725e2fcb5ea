import { posix } from 'node:path';

/**
 * Name of a downloaded file: from the header `Content-Disposition`, else the last part of the URL. Never with a folder;
 * safe inside a storage path.
 */
export function downloadName(disposition: string | undefined, url: string): string {
  const named = disposition === undefined ? undefined : fileNameOf(disposition);
  const name = posix.basename((named ?? new URL(url).pathname).replaceAll('\\', '/'));
  return name === '' || name === '..' || name === '.'
    ? 'download'
    : encodeURIComponent(decoded(name));
}

function fileNameOf(disposition: string): string | undefined {
  const extended = /filename\*\s*=\s*[\w-]*'[^']*'([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i.exec(disposition);
  return (extended === undefined ? (plain?.[1] ?? plain?.[2]) : decoded(extended))?.trim();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
