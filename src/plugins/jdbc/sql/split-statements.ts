import type { Dialect } from './dialect.js';
import { tokensOf, type Token } from './tokens.js';

/** Bodies of these hold statements of their own, each with its semicolon. */
const WITH_BODY = /^(?:TRIGGER|PROCEDURE|FUNCTION|EVENT)$/;
/** `END IF` and the like close something that `BEGIN` and `CASE` did not open. */
const OTHER_BLOCKS = /^(?:IF|LOOP|WHILE|REPEAT)$/;

/**
 * The statements of an SQL text without their semicolons. Quotes, comments and the bodies of triggers and procedures
 * are respected; what holds nothing but comments is left out.
 */
export function splitStatements(sql: string, dialect: Dialect): string[] {
  const statements: string[] = [];
  let current = new StatementText();
  for (const token of tokensOf(sql, dialect)) {
    if (token.kind === 'semicolon' && !current.isInBody) {
      statements.push(...current.take());
      current = new StatementText();
    } else {
      current.add(token);
    }
  }
  return [...statements, ...current.take()];
}

class StatementText {
  private text = '';
  private isEmpty = true;
  private words = 0;
  private isCreate = false;
  private mayHaveBody = false;
  private depth = 0;
  private previous = '';

  get isInBody(): boolean {
    return this.mayHaveBody && this.depth > 0;
  }

  add({ kind, text }: Token): void {
    this.text += text;
    this.isEmpty &&= kind === 'comment' || text.trim() === '';
    if (kind === 'word') {
      this.addWord(text.toUpperCase());
    }
  }

  take(): string[] {
    return this.isEmpty ? [] : [this.text.trim()];
  }

  private addWord(word: string): void {
    this.words++;
    this.isCreate ||= this.words === 1 && word === 'CREATE';
    this.mayHaveBody ||= this.isCreate && this.words <= 8 && WITH_BODY.test(word);
    if (this.previous === 'END' && OTHER_BLOCKS.test(word)) {
      this.depth++;
    } else if ((word === 'BEGIN' || word === 'CASE') && this.previous !== 'END') {
      this.depth++;
    } else if (word === 'END') {
      this.depth--;
    }
    this.previous = word;
  }
}
