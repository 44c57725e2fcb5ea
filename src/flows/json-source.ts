import { isCollection, isScalar, visit } from 'yaml';
import { IllegalArgumentError } from '../model/errors.js';
import { yamlDocument } from '../platform/yaml/index.js';

/** The YAML source of a flow that came as JSON: the same values in the same order, numbers as they were spelled. */
export function jsonToSource(json: string): string {
  const document = yamlDocument(json);
  const [error] = document.errors;
  if (error) {
    throw new IllegalArgumentError(`the body is not JSON: ${error.message}`, { cause: error });
  }
  visit(document, (_, node) => {
    if (isCollection(node)) {
      node.flow = false;
    } else if (isScalar(node) && typeof node.value === 'string') {
      delete node.type;
    }
  });
  return document.toString({ lineWidth: 0 });
}
