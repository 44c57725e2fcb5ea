import { LineCounter } from 'yaml';
import { IllegalArgumentError } from '../../model/errors.js';
import { yamlDocument } from './documents.js';
import { valuesOf } from './values.js';

/**
 * The value of a text with one document, e.g. an input of type YAML or a configuration file; null for an empty one.
 * Throws IllegalArgumentError with line and column of the first problem.
 */
export function parseYaml(text: string): unknown {
  const lines = new LineCounter();
  const document = yamlDocument(text, lines);
  const [error] = document.errors;
  if (error) {
    throw problemAt(error.message, error.pos[0], lines);
  }
  const { value, problems } = valuesOf(document);
  const [problem] = problems;
  if (problem) {
    throw problemAt(problem.message, problem.offset, lines);
  }
  return value;
}

function problemAt(message: string, offset: number, lines: LineCounter): IllegalArgumentError {
  const { line, col } = lines.linePos(offset);
  return new IllegalArgumentError(`${message} (line ${line}, column ${col})`);
}
