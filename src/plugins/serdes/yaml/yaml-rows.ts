import { LineCounter } from 'yaml';
import { IllegalArgumentError } from '../../../model/errors.js';
import { valuesOf, yamlDocuments } from '../../../platform/yaml/index.js';

/** Rows of a YAML stream, a batch per document. Throws IllegalArgumentError with the line. */
export function* yamlRows(text: string): Generator<unknown[]> {
  const lines = new LineCounter();
  for (const document of yamlDocuments(text, lines)) {
    const [error] = document.errors;
    if (error) {
      throw notYaml(error.message, error.pos[0], lines);
    }
    const { value, problems } = valuesOf(document);
    const [problem] = problems;
    if (problem) {
      throw notYaml(problem.message, problem.offset, lines);
    }
    yield Array.isArray(value) ? value : value === null ? [] : [value];
  }
}

function notYaml(message: string, offset: number, lines: LineCounter): IllegalArgumentError {
  const { line } = lines.linePos(offset);
  return new IllegalArgumentError(`This is not YAML, line ${line}: ${message}`);
}
