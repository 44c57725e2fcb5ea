import { LineCounter, isAlias, isMap, isScalar, isSeq, visit } from 'yaml';
import type { Document } from 'yaml';
import { IllegalArgumentError, type Violation } from '../../model/errors.js';
import { booleanWord, valuesOf, yamlDocument } from '../../platform/yaml/index.js';
import type { Path } from './path.js';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A document as plain values (integers and doubles told apart, model/numbers.ts) that knows where they stand. */
export interface YamlTree {
  readonly value: unknown;
  readonly problems: readonly Violation[];
  /** The place of a path, or of its nearest ancestor that the text contains. */
  locate(path: Path): Position | undefined;
}

/** No text of the database can hold it. */
const NUL = '\u0000';
const NUL_REFUSED = 'the character U+0000 is not allowed in a document';

/** Never throws: what is wrong with the text is in `problems`, with the path `flow`. */
export function readYaml(text: string): YamlTree {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const document = compose(text, lines);
  if (document instanceof IllegalArgumentError) {
    return broken([violation(document.message)]);
  }
  if (text.includes(NUL)) {
    return broken([violation(NUL_REFUSED, positionAt(text.indexOf(NUL)))]);
  }
  if (document.errors.length > 0) {
    return broken(
      document.errors.map((error) => violation(error.message, positionAt(error.pos[0]))),
    );
  }
  resolveWords(document);
  const { value, problems } = valuesOf(document);
  return {
    value,
    problems: problems.map(({ message, offset }) => violation(message, positionAt(offset))),
    locate: (path) => locate(document, path, positionAt),
  };
}

/** Variables have no types that would tell: there the plain words of YAML 1.1 are booleans. */
function resolveWords(document: Document.Parsed): void {
  const variables = isMap(document.contents) ? document.contents.get('variables', true) : undefined;
  if (isMap(variables) || isSeq(variables)) {
    visit(variables, {
      Scalar(key, node) {
        if (key !== 'key' && node.type === 'PLAIN' && typeof node.value === 'string') {
          node.value = booleanWord(node.value) ?? node.value;
        }
      },
    });
  }
}

function compose(text: string, lines: LineCounter): Document.Parsed | IllegalArgumentError {
  try {
    return yamlDocument(text, lines);
  } catch (error) {
    if (error instanceof IllegalArgumentError) {
      return error;
    }
    throw error;
  }
}

function broken(problems: readonly Violation[]): YamlTree {
  return { value: undefined, problems, locate: () => undefined };
}

function violation(message: string, position?: Position): Violation {
  return { path: 'flow', message: `Invalid YAML: ${message}`, ...position };
}

function locate(
  document: Document.Parsed,
  path: Path,
  positionAt: (offset: number) => Position,
): Position | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0];
  for (const step of path) {
    if (isAlias(node)) {
      node = node.resolve(document);
    }
    const child = childOf(node, step);
    if (child === undefined) {
      break;
    }
    node = child.value;
    offset = child.offset ?? offset;
  }
  return offset === undefined ? undefined : positionAt(offset);
}

function childOf(
  node: unknown,
  step: string | number,
): { value: unknown; offset?: number } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    return (
      pair && { value: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined }
    );
  }
  if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
    const value = node.items[step] as { range?: [number, number, number] } | null;
    return { value, offset: value?.range?.[0] };
  }
  return undefined;
}
