import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { UploadedFile } from '../inputs.js';

/**
 * Where the part is named after the input, the file keeps its own name; where the file is (the form before 0.24), nobody
 * knows its name and it gets a random one with the extension of the input, `.upl` by default.
 */
export function storedName(file: UploadedFile, inputId: string, extension: unknown): string {
  if (file.fieldname === inputId && file.originalname !== inputId) {
    return safeName(file.originalname);
  }
  const end = typeof extension === 'string' && /^\.\w+$/.test(extension) ? extension : '.upl';
  return `${randomUUID()}${end}`;
}

function safeName(name: string): string {
  const base = name.replaceAll('\\', '/').split('/').at(-1) ?? '';
  const safe = base.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(-150);
  return /^\.*$/.test(safe) ? `file${extname(base)}` : safe;
}
