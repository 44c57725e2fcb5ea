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

/** Bytes that are no UTF-8 become the replacement character. */
function formDecode(text: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw new Failure('The text has a malformed `%` sequence');
  }
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) =>
      Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
    );
}

function base64Decode(text: string): string {
  const [, digits = '', padding = ''] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text) ?? [];
  const isWhole = padding === '' || (digits.length + padding.length) % 4 === 0;
  if (digits.length + padding.length !== text.length || !isWhole || digits.length % 4 === 1) {
    throw new Failure('The text is not base64');
  }
  return Buffer.from(text, 'base64').toString('utf8');
}
