import { Composer, LineCounter, Lexer, Parser, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, YAMLMap, YAMLSeq } from 'yaml';
import { toDouble } from '../../model/numbers.js';
import type { Violation } from '../../model/errors.js';
import type { Path } from './path.js';

/** Bounds against documents made to hurt; far above every real flow. */
const MAX_CHARACTERS = 10 * 1024 * 1024;
const MAX_DEPTH = 200;
const MAX_ALIASED_NODES = 50_000;

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

/** Never throws: what is wrong with the text is in `problems`, with the path `flow`. */
export function readYaml(text: string): YamlTree {
  if (text.length > MAX_CHARACTERS) {
    return broken(`the document is longer than ${MAX_CHARACTERS} characters`);
  }
  const lines = new LineCounter();
  const document = compose(text, lines);
  if (document === 'too-deep') {
    return broken(`the document is nested more than ${MAX_DEPTH} levels deep`);
  }
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const syntax = document.errors.map((error) => violation(error.message, positionAt(error.pos[0])));
  if (syntax.length > 0) {
    return { value: undefined, problems: syntax, locate: () => undefined };
  }
  const converter = new Converter(document, positionAt);
  const value = converter.convert(document.contents);
  return {
    value,
    problems: converter.problems,
    locate: (path) => locate(document, path, positionAt),
  };
}

/**
 * Composing is recursive, so the depth is bounded while the (iterative) parser runs: a stack overflow inside the composer
 * can end the whole process.
 */
function compose(text: string, lines: LineCounter): Document.Parsed | 'too-deep' {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
    }
    if (parser.stack.length > 2 * MAX_DEPTH) {
      return 'too-deep';
    }
  }
  tokens.push(...parser.end());
  // Duplicate keys are looked for by the converter, in linear time.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    intAsBigInt: true,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  let first: Document.Parsed | undefined;
  for (const document of composer.compose(tokens, true, text.length)) {
    if (first === undefined) {
      first = document as Document.Parsed;
    } else {
      first.errors.push(...separatorError(document));
      break;
    }
  }
  return first as Document.Parsed;
}

function separatorError(document: { range: [number, number, number] }): Document.Parsed['errors'] {
  const error = {
    name: 'YAMLParseError' as const,
    code: 'MULTIPLE_DOCS' as const,
    message: 'one document is expected here, but a `---` line begins another one',
    pos: [document.range[0], document.range[0]] as [number, number],
  };
  return [error];
}

function broken(message: string): YamlTree {
  return { value: undefined, problems: [violation(message)], locate: () => undefined };
}

function violation(message: string, position?: Position): Violation {
  return { path: 'flow', message: `Invalid YAML: ${message}`, ...position };
}

class Converter {
  readonly problems: Violation[] = [];
  private aliased = 0;
  private aliasDepth = 0;
  private readonly open = new Set<unknown>();

  constructor(
    private readonly document: Document.Parsed,
    private readonly positionAt: (offset: number) => Position,
  ) {}

  convert(node: unknown): unknown {
    if (this.aliasDepth > 0 && ++this.aliased > MAX_ALIASED_NODES) {
      return undefined;
    }
    if (isMap(node)) {
      return this.map(node);
    }
    if (isSeq(node)) {
      return (node as YAMLSeq).items.map((item) => this.convert(item) ?? null);
    }
    if (isAlias(node)) {
      return this.alias(node.source, node.resolve(this.document), node.range?.[0] ?? 0);
    }
    return isScalar(node) ? scalar(node.value, node.source) : null;
  }

  private map(map: YAMLMap): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const seen = new Set<string>();
    const merged: unknown[] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        merged.push(this.convert(value));
        continue;
      }
      if (seen.has(name)) {
        this.problems.push(violation(`Duplicate field '${name}'`, this.positionAt(offset)));
      }
      seen.add(name);
      setOwn(result, name, this.convert(value) ?? null);
    }
    return merged.length === 0 ? result : withMerged(result, merged);
  }

  private alias(name: string, target: unknown, offset: number): unknown {
    if (target === undefined) {
      this.problems.push(
        violation(`there is no anchor &${name} before the alias *${name}`, this.positionAt(offset)),
      );
      return null;
    }
    if (this.open.has(target)) {
      this.problems.push(violation(`the alias *${name} contains itself`, this.positionAt(offset)));
      return null;
    }
    const before = this.aliased;
    this.open.add(target);
    this.aliasDepth++;
    const value = this.convert(target);
    this.aliasDepth--;
    this.open.delete(target);
    if (before <= MAX_ALIASED_NODES && this.aliased > MAX_ALIASED_NODES && this.aliasDepth === 0) {
      const message = `the aliases stand for more than ${MAX_ALIASED_NODES} values`;
      this.problems.push(violation(message, this.positionAt(offset)));
    }
    return value;
  }
}

function scalar(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value === 'number') {
    return toDouble(value);
  }
  return value === undefined ? (source ?? null) : value;
}

/** `<<: *base` or `<<: [*a, *b]`: what the map says itself wins, then the first of the list. */
function withMerged(
  own: Record<string, unknown>,
  merged: readonly unknown[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const source of merged.flat().reverse()) {
    if (source !== null && typeof source === 'object') {
      Object.assign(result, source);
    }
  }
  return Object.assign(result, own);
}

function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    target[name] = value;
  }
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
