import { createHash } from 'node:crypto';
import { textInput, type FilterDefinition } from '../definition.js';
import { Failure } from '../errors.js';
import { toText } from '../values/print.js';

export const ENCODING_FILTERS: Readonly<Record<string, FilterDefinition>> = {
  urlencode: { parameters: [], apply: (input) => formEncode(textInput(input)) },
  urldecode: { parameters: [], apply: (input) => formDecode(textInput(input)) },
  base64encode: {
    parameters: [],
    apply: (input) => Buffer.from(toText(input), 'utf8').toString('base64'),
  },
  base64decode: { parameters: [], apply: (input) => base64Decode(textInput(input)) },
  md5: hash('md5'),
  sha1: hash('sha1'),
  sha256: hash('sha256'),
  sha512: hash('sha512'),
};

function hash(algorithm: string): FilterDefinition {
  return {
    parameters: [],
    apply: (input) => createHash(algorithm).update(textInput(input), 'utf8').digest('hex'),
  };
}

/** Form encoding: unreserved are `A-Za-z0-9.-_*`, a space is `+`. */
function formEncode(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Failure('The text has a malformed `%` sequence');
  }
}

function base64Decode(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    throw new Failure('The text is not base64');
  }
  return Buffer.from(text, 'base64').toString('utf8');
}
