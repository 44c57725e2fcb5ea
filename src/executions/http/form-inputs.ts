import type { Input } from '../../model/input.js';
import type { RawInputs, UploadedFile } from '../inputs.js';

/** The parts of a multipart form. */
export interface Form {
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly files: readonly UploadedFile[];
}

export const EMPTY_FORM: Form = { fields: {}, files: [] };

/**
 * Raw inputs of a form (api.md §5.1). A file belongs to the input its part is named after; where no input has that name,
 * to the one its filename names (the form before 0.24). Other parts are ignored.
 */
export function formInputs({ fields, files }: Form, declared: readonly Input[]): RawInputs {
  const ids = new Set(declared.map((input) => input.id));
  const raw: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (ids.has(name)) {
      raw[name] = typeof value === 'string' ? value : value.at(-1);
    }
  }
  for (const file of files) {
    const id = [file.fieldname, file.originalname].find((name) => ids.has(name));
    if (id !== undefined) {
      raw[id] = file;
    }
  }
  return raw;
}
