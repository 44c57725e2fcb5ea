import { isAlias, isMap as isYamlMap, isScalar, isSeq, type Document, type Scalar } from 'yaml';
import { toDouble } from '../../model/numbers.js';
import { booleanWord, yamlDocuments } from '../../platform/yaml/index.js';
import { Failure } from '../errors.js';
import { setEntry, type DataMap } from './data.js';
import { normalizeInteger } from './numbers.js';
import { toText } from './print.js';

/** The first document. Dates stay text, `yes no on off` are booleans, aliases are not resolved. */
export function parseYaml(text: string): unknown {
  const document = firstDocument(text);
  const problem = document?.errors[0];
  if (problem !== undefined) {
    throw new Failure(`This is not YAML: ${problem.message}`);
  }
  return fromNode(document?.contents ?? null, text);
}

function firstDocument(text: string): Document.Parsed | undefined {
  try {
    const [first] = yamlDocuments(text);
    return first;
  } catch (error) {
    throw new Failure(`This is not YAML: ${(error as Error).message}`);
  }
}

function fromNode(node: unknown, text: string): unknown {
  if (isScalar(node)) {
    return fromScalar(node, text);
  }
  if (isSeq(node)) {
    return node.items.map((item) => fromNode(item, text));
  }
  if (isAlias(node)) {
    return node.source;
  }
  if (!isYamlMap(node)) {
    return null;
  }
  const map: DataMap = {};
  for (const { key, value } of node.items) {
    const name = keyText(key, text);
    if (Object.hasOwn(map, name)) {
      throw new Failure(`This is not YAML: the field \`${name}\` is there twice`);
    }
    setEntry(map, name, fromNode(value, text));
  }
  return map;
}

function keyText(key: unknown, text: string): string {
  return isScalar(key) ? (key.source ?? toText(key.value)) : toText(fromNode(key, text));
}

function fromScalar({ value, source, type, range }: Scalar, text: string): unknown {
  if (typeof value === 'bigint') {
    return normalizeInteger(value);
  }
  if (typeof value === 'number') {
    return toDouble(value);
  }
  if (typeof value !== 'string') {
    return value ?? null;
  }
  if (type === 'PLAIN') {
    return booleanWord(source ?? value) ?? value;
  }
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  // A block at the very end of a text that has no last line break has none either; this reader adds one.
  const endsText = (range?.[1] ?? 0) >= text.length && !text.endsWith('\n');
  return isBlock && endsText ? value.replace(/\n$/, '') : value;
}
