import { ExpressionError } from '../errors.js';
import { MAX_TOKENS } from '../limits.js';
import { RAW_BLOCK_HERE, unwrapRawBlocks } from './raw-block.js';
import { symbolKind, TOKEN, type Token } from './token.js';

const SPACE = /\s+/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d+(?:\.\d+)?[lL]?/y;
const WORD_OPERATOR = /(?:is not|isIn|is|and|or|not|contains|equals)(?![\p{L}\p{N}_])/uy;
const SYMBOL = /\?\?\?|\?\?|\.\.|==|!=|<=|>=|[-+*/%~|?:,=.<>()[\]{}]/y;
/** Blanks after it are dropped. */
const VERBATIM = /\{%-?\s*verbatim\s*-?%\}\s*/y;
const END_OF_VERBATIM = /\{%-?\s*endverbatim\s*-?%\}/g;
const TRIMMING_START = /-\s+/y;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Marks a `#{` on the stack of open brackets: its `}` goes back into the surrounding text. */
const INTERPOLATION = '#{';

/**
 * Splits a template into nunjucks' tokens by the lexical rules of expressions.md §2, which nunjucks' own lexer
 * cannot express. Dashes of delimiters are applied here, so that no token carries one. An interpolated text
 * `"a#{b}c"` comes out as the tokens of `("a" ~ (b) ~ "c")`.
 */
export class Lexer {
  readonly tags = {
    VARIABLE_START: '{{',
    VARIABLE_END: '}}',
    COMMENT_START: '{#',
    COMMENT_END: '#}',
  };
  private index = 0;
  private tokens = 0;
  private closing: '}}' | '%}' | undefined;
  private trimNextText = false;
  private readonly brackets: string[] = [];
  private readonly pending: Token[] = [];

  constructor(private readonly source: string) {}

  nextToken(): Token | null {
    const pending = this.pending.shift();
    if (pending !== undefined) {
      return pending;
    }
    return this.closing === undefined ? this.textToken() : this.codeToken(this.closing);
  }

  /** Plain text up to the next delimiter, or that delimiter; comments vanish. */
  private textToken(): Token | null {
    for (;;) {
      if (this.index >= this.source.length) {
        return null;
      }
      const block = this.rawBlock() ?? this.verbatimBlock();
      if (block !== undefined) {
        this.trimNextText = false;
        return block;
      }
      const kind = this.delimiterAt(this.index);
      if (kind === undefined) {
        const text = this.plainText();
        if (text !== undefined) {
          return text;
        }
      } else if (kind === '{#') {
        this.skipComment();
      } else {
        return this.openCode(kind);
      }
    }
  }

  private rawBlock(): Token | undefined {
    const block = this.match(RAW_BLOCK_HERE);
    return block && this.token(TOKEN.data, block[1] ?? '', block[0].length);
  }

  private verbatimBlock(): Token | undefined {
    const opening = this.match(VERBATIM);
    if (opening === undefined) {
      return undefined;
    }
    const from = this.index + opening[0].length;
    END_OF_VERBATIM.lastIndex = from;
    const end = END_OF_VERBATIM.exec(this.source);
    if (end === null) {
      return undefined;
    }
    const content = this.source.slice(from, end.index);
    return this.token(TOKEN.data, content, end.index + end[0].length - this.index);
  }

  private plainText(): Token | undefined {
    const end = this.nextDelimiter(this.index);
    let text = this.source.slice(this.index, end);
    if (this.trimNextText) {
      text = text.trimStart();
    }
    this.trimNextText = false;
    if (this.trimsLeft(end)) {
      text = text.trimEnd();
    }
    const token = this.token(TOKEN.data, text, end - this.index);
    return text === '' ? undefined : token;
  }

  private openCode(kind: '{{' | '{%'): Token {
    const token = this.token(kind === '{{' ? TOKEN.printStart : TOKEN.tagStart, kind, 2);
    const dash = this.match(TRIMMING_START);
    if (dash !== undefined) {
      this.advance(dash[0].length);
    }
    this.trimNextText = false;
    this.closing = kind === '{{' ? '}}' : '%}';
    return token;
  }

  private skipComment(): void {
    const end = this.source.indexOf('#}', this.index + 2);
    if (end < 0) {
      throw this.error('The comment is not closed: `#}` is missing');
    }
    this.trimNextText = this.source[end - 1] === '-' && end > this.index + 2;
    this.advance(end + 2 - this.index);
  }

  private codeToken(closing: '}}' | '%}'): Token {
    const space = this.match(SPACE);
    if (space !== undefined) {
      this.advance(space[0].length);
    }
    if (this.index >= this.source.length) {
      throw this.error(`\`${closing}\` is missing`);
    }
    if (this.brackets.length === 0) {
      const dash = this.source[this.index] === '-' ? 1 : 0;
      if (this.source.startsWith(closing, this.index + dash)) {
        return this.closeCode(closing, dash);
      }
    }
    return this.literalToken() ?? this.symbolToken();
  }

  private closeCode(closing: '}}' | '%}', dash: number): Token {
    this.closing = undefined;
    this.trimNextText = dash === 1;
    return this.token(closing === '}}' ? TOKEN.printEnd : TOKEN.tagEnd, closing, 2 + dash);
  }

  private literalToken(): Token | undefined {
    const character = this.source[this.index];
    if (character === "'") {
      return this.singleQuoted();
    }
    if (character === '"') {
      this.advance(1);
      return this.doubleQuoted(true);
    }
    const word = this.match(WORD_OPERATOR);
    if (word !== undefined) {
      return this.token(TOKEN.operator, word[0], word[0].length);
    }
    const name = this.match(NAME);
    if (name !== undefined) {
      return this.token(TOKEN.name, name[0], name[0].length);
    }
    const number = this.match(NUMBER);
    if (number === undefined) {
      return undefined;
    }
    const kind = number[0].includes('.') ? TOKEN.decimal : TOKEN.integer;
    return this.token(kind, number[0], number[0].length);
  }

  private symbolToken(): Token {
    const symbol = this.match(SYMBOL)?.[0];
    if (symbol === undefined) {
      throw this.error(`\`${this.source[this.index]}\` is not understood here`);
    }
    if (CLOSING[symbol] !== undefined) {
      this.brackets.push(symbol);
    } else if (symbol === ')' || symbol === ']' || symbol === '}') {
      return this.closeBracket(symbol);
    }
    return this.token(symbolKind(symbol), symbol, symbol.length);
  }

  private closeBracket(symbol: string): Token {
    const open = this.brackets.pop();
    if (open === INTERPOLATION && symbol === '}') {
      const token = this.token(TOKEN.closeParenthesis, ')', 1);
      const tilde = this.token(TOKEN.tilde, '~', 0);
      return this.queue([token, tilde, ...this.drain(this.doubleQuoted(false))]);
    }
    if (open === undefined || CLOSING[open] !== symbol) {
      throw this.error(`\`${symbol}\` closes nothing`);
    }
    return this.token(symbolKind(symbol), symbol, 1);
  }

  private singleQuoted(): Token {
    let end = this.index + 1;
    while (this.source[end] !== "'") {
      if (end >= this.source.length) {
        throw this.error("The text is not closed: `'` is missing");
      }
      end += this.source.startsWith("\\'", end) ? 2 : 1;
    }
    const content = this.source.slice(this.index + 1, end).replaceAll("\\'", "'");
    return this.token(TOKEN.text, unwrapRawBlocks(content), end + 1 - this.index);
  }

  /** Text up to the closing quote or the next `#{`; `first` when the opening quote was just read. */
  private doubleQuoted(first: boolean): Token {
    const tokens: Token[] = [];
    let end = this.index;
    while (this.source[end] !== '"' && !this.source.startsWith('#{', end)) {
      if (end >= this.source.length) {
        throw this.error('The text is not closed: `"` is missing');
      }
      end += this.source.startsWith('\\"', end) ? 2 : 1;
    }
    const interpolates = this.source[end] === '#';
    const content = this.source.slice(this.index, end).replaceAll('\\"', '"');
    if (first && interpolates) {
      tokens.push(this.token(TOKEN.openParenthesis, '(', 0));
    }
    tokens.push(this.token(TOKEN.text, unwrapRawBlocks(content), end - this.index));
    this.advance(interpolates ? 2 : 1);
    if (interpolates) {
      this.brackets.push(INTERPOLATION);
      tokens.push(this.token(TOKEN.tilde, '~', 0), this.token(TOKEN.openParenthesis, '(', 0));
    } else if (!first) {
      tokens.push(this.token(TOKEN.closeParenthesis, ')', 0));
    }
    return this.queue(tokens);
  }

  /** The token and those queued behind it, to be queued behind others. */
  private drain(head: Token): Token[] {
    return [head, ...this.pending.splice(0)];
  }

  private queue(tokens: Token[]): Token {
    const [head, ...rest] = tokens;
    if (head === undefined) {
      throw this.error('Unexpected end of text');
    }
    this.pending.push(...rest);
    return head;
  }

  private delimiterAt(index: number): '{{' | '{%' | '{#' | undefined {
    if (this.source[index] !== '{') {
      return undefined;
    }
    const next = this.source[index + 1];
    return next === '{' ? '{{' : next === '%' ? '{%' : next === '#' ? '{#' : undefined;
  }

  private nextDelimiter(from: number): number {
    let index = this.source.indexOf('{', from);
    while (index >= 0 && this.delimiterAt(index) === undefined) {
      index = this.source.indexOf('{', index + 1);
    }
    return index < 0 ? this.source.length : index;
  }

  private trimsLeft(index: number): boolean {
    if (this.delimiterAt(index) === undefined) {
      return false;
    }
    RAW_BLOCK_HERE.lastIndex = index;
    if (RAW_BLOCK_HERE.test(this.source)) {
      return false;
    }
    TRIMMING_START.lastIndex = index + 2;
    return TRIMMING_START.test(this.source);
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.index;
    return pattern.exec(this.source) ?? undefined;
  }

  /** A token that starts here and takes `length` characters of the source. Its `colno` counts from the very start. */
  private token(type: string, value: string, length: number): Token {
    if (++this.tokens > MAX_TOKENS) {
      throw this.error(`The template has more than ${MAX_TOKENS} parts`);
    }
    const token = { type, value, lineno: 0, colno: this.index };
    this.advance(length);
    return token;
  }

  private advance(length: number): void {
    this.index += length;
  }

  private error(message: string): ExpressionError {
    return ExpressionError.at(message, this.source, this.index);
  }
}
