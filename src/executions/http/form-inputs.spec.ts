import { describe, expect, test } from '@jest/globals';
import type { Input } from '../../model/input.js';
import { formInputs } from './form-inputs.js';

const declared: Input[] = [
  { id: 'text', type: 'STRING' },
  { id: 'file', type: 'FILE' },
];
const upload = (fieldname: string, originalname: string) => ({
  fieldname,
  originalname,
  path: '/spool',
  size: 1,
});

describe('formInputs', () => {
  test('takes texts by name and ignores what is not declared', () => {
    expect(formInputs({ fields: { text: 'x', other: 'y' }, files: [] }, declared)).toEqual({
      text: 'x',
    });
  });

  test('takes a file by the name of its part, else by its filename', () => {
    const byPart = upload('file', 'text');
    const byFilename = upload('files', 'file');
    expect(formInputs({ fields: {}, files: [byPart] }, declared)).toEqual({ file: byPart });
    expect(formInputs({ fields: {}, files: [byFilename] }, declared)).toEqual({ file: byFilename });
  });
});
