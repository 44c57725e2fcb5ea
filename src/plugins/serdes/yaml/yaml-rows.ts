import { Composer, LineCounter, Parser } from 'yaml';
import { IllegalArgumentError } from '../../../model/errors.js';

/** Rows of a YAML stream, a batch per document. Throws IllegalArgumentError with the line. */
export function* yamlRows(text: string): Generator<unknown[]> {
  const lines = new LineCounter();
  const tokens = new Parser(lines.addNewLine).parse(text);
  const composer = new Composer({ intAsBigInt: false, uniqueKeys: true });
  for (const document of composer.compose(tokens)) {
    const problem = document.errors[0];
    if (problem !== undefined) {
      const { line } = lines.linePos(problem.pos[0]);
      throw new IllegalArgumentError(`This is not YAML, line ${line}: ${problem.message}`);
    }
    const value = document.toJS({ maxAliasCount: 100 }) as unknown;
    yield Array.isArray(value) ? value : value === null ? [] : [value];
  }
}
