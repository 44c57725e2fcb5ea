import { Composer, Lexer, Parser } from 'yaml';
import type { Document, LineCounter } from 'yaml';
import { IllegalArgumentError } from '../../model/errors.js';

/** Bounds against documents made to hurt; far above every real one. */
const MAX_CHARACTERS = 10 * 1024 * 1024;
const MAX_DEPTH = 200;
/** What the lexer cuts a text into: about eight a line. A million cost some seconds and half a gigabyte (Node 20, 2 cores). */
const MAX_LEXEMES = 1_000_000;

/** Duplicate keys are looked for by the reader of the nodes: the composer would take quadratic time. */
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  intAsBigInt: true,
  stringKeys: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/**
 * The documents of a YAML text, one after the other; the bounds hold for each of them. Every YAML text that a user can
 * send goes through here. Composing is recursive and a stack overflow or a full heap ends the whole process, so the
 * bounds are kept while the (iterative) parser runs. What is wrong inside is in the `errors` of a document.
 * Throws IllegalArgumentError for a document beyond the bounds.
 */
export function* yamlDocuments(text: string, lines?: LineCounter): Generator<Document.Parsed> {
  const parser = new Parser(lines?.addNewLine);
  const composer = new Composer(OPTIONS);
  const bounds = new Bounds();
  lines?.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    bounds.pass(lexeme, parser.stack.length);
    for (const token of parser.next(lexeme)) {
      if (token.type === 'document') {
        bounds.reset();
      }
      yield* composer.next(token) as Iterable<Document.Parsed>;
    }
  }
  for (const token of parser.end()) {
    yield* composer.next(token) as Iterable<Document.Parsed>;
  }
  yield* composer.end(true, text.length) as Iterable<Document.Parsed>;
}

/** The first document; a text without one is an empty document. A second one is an error of the first. */
export function yamlDocument(text: string, lines?: LineCounter): Document.Parsed {
  let first: Document.Parsed | undefined;
  for (const document of yamlDocuments(text, lines)) {
    if (first !== undefined) {
      first.errors.push(separatorError(document));
      break;
    }
    first = document;
  }
  return first as Document.Parsed;
}

class Bounds {
  private lexemes = 0;
  private characters = 0;

  reset(): void {
    this.lexemes = 0;
    this.characters = 0;
  }

  pass(lexeme: string, depth: number): void {
    this.characters += lexeme.length;
    if (this.characters > MAX_CHARACTERS) {
      throw new IllegalArgumentError(`the document is longer than ${MAX_CHARACTERS} characters`);
    }
    if (++this.lexemes > MAX_LEXEMES) {
      throw new IllegalArgumentError(`the document has more than ${MAX_LEXEMES} parts`);
    }
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentError(`the document is nested more than ${MAX_DEPTH} levels deep`);
    }
  }
}

function separatorError({ range }: Document.Parsed): Document.Parsed['errors'][number] {
  return {
    name: 'YAMLParseError',
    code: 'MULTIPLE_DOCS',
    message: 'one document is expected here, but a `---` line begins another one',
    pos: [range[0], range[0]],
  };
}
