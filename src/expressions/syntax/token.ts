import lexer from 'nunjucks/src/lexer.js';

export type { Token } from 'nunjucks/src/lexer.js';

/** nunjucks' token kinds, which its parser compares by name. */
export const TOKEN = {
  data: lexer.TOKEN_DATA,
  tagStart: lexer.TOKEN_BLOCK_START,
  tagEnd: lexer.TOKEN_BLOCK_END,
  printStart: lexer.TOKEN_VARIABLE_START,
  printEnd: lexer.TOKEN_VARIABLE_END,
  text: lexer.TOKEN_STRING,
  integer: lexer.TOKEN_INT,
  decimal: lexer.TOKEN_FLOAT,
  name: lexer.TOKEN_SYMBOL,
  /** Also the word operators, which therefore can never be taken for names. */
  operator: lexer.TOKEN_OPERATOR,
  tilde: lexer.TOKEN_TILDE,
  pipe: lexer.TOKEN_PIPE,
  comma: lexer.TOKEN_COMMA,
  colon: lexer.TOKEN_COLON,
  openParenthesis: lexer.TOKEN_LEFT_PAREN,
  closeParenthesis: lexer.TOKEN_RIGHT_PAREN,
  openBracket: lexer.TOKEN_LEFT_BRACKET,
  closeBracket: lexer.TOKEN_RIGHT_BRACKET,
  openBrace: lexer.TOKEN_LEFT_CURLY,
  closeBrace: lexer.TOKEN_RIGHT_CURLY,
} as const;

const PUNCTUATION: Readonly<Record<string, string>> = {
  '~': TOKEN.tilde,
  '|': TOKEN.pipe,
  ',': TOKEN.comma,
  ':': TOKEN.colon,
  '(': TOKEN.openParenthesis,
  ')': TOKEN.closeParenthesis,
  '[': TOKEN.openBracket,
  ']': TOKEN.closeBracket,
  '{': TOKEN.openBrace,
  '}': TOKEN.closeBrace,
};

export function symbolKind(symbol: string): string {
  return PUNCTUATION[symbol] ?? TOKEN.operator;
}
