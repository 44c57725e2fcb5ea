import type { Dialect } from './dialect.js';

export type TokenKind =
  'comment' | 'text' | 'cast' | 'parameter' | 'question' | 'word' | 'semicolon' | 'other';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const PATTERNS = new WeakMap<Dialect, RegExp>();

/**
 * The parts of an SQL text, in order and without loss. Only what is needed to find statements and placeholders is told
 * apart; what is not closed (a quote, a comment) is `other`, and the database says what is wrong with it.
 */
export function* tokensOf(sql: string, dialect: Dialect): Generator<Token> {
  for (const match of sql.matchAll(patternOf(dialect))) {
    const found = Object.entries(match.groups ?? {}).find(
      ([name, text]) => name !== 'tag' && text !== undefined,
    );
    yield { kind: (found?.[0] ?? 'other') as TokenKind, text: match[0] };
  }
}

function patternOf(dialect: Dialect): RegExp {
  let pattern = PATTERNS.get(dialect);
  if (pattern === undefined) {
    pattern = makePattern(dialect);
    PATTERNS.set(dialect, pattern);
  }
  return pattern;
}

function makePattern({ backslashEscapes, hashComments, dollarQuotes }: Dialect): RegExp {
  const escaped = String.raw`'[^'\\]*(?:(?:''|\\[\s\S])[^'\\]*)*'`;
  const texts = [
    ...(dollarQuotes
      ? [`[eE]${escaped}`, String.raw`\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$`]
      : []),
    backslashEscapes ? escaped : `'[^']*(?:''[^']*)*'`,
    `"[^"]*(?:""[^"]*)*"`,
    '`[^`]*`',
  ];
  const comments = ['--[^\\n]*', String.raw`/\*[\s\S]*?\*/`, ...(hashComments ? ['#[^\\n]*'] : [])];
  const parts = [
    `(?<comment>${comments.join('|')})`,
    `(?<text>${texts.join('|')})`,
    '(?<cast>::)',
    String.raw`(?<parameter>:[A-Za-z_]\w*)`,
    String.raw`(?<question>\?)`,
    String.raw`(?<word>[A-Za-z_][\w$]*)`,
    '(?<semicolon>;)',
    String.raw`(?:\d[\w.]*|\s+|[\s\S])`,
  ];
  return new RegExp(parts.join('|'), 'g');
}
