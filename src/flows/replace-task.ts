import { yamlDocument } from '../platform/yaml/index.js';
import type { Declaration } from './document/declarations.js';

/** The source with one declaration replaced; comments elsewhere stay. */
export function withReplacedTask(source: string, { path }: Declaration, task: object): string {
  const document = yamlDocument(source);
  document.setIn(path, document.createNode(task));
  return document.toString({ lineWidth: 0 });
}
