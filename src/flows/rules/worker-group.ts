import type { WorkerGroup } from '../../model/task.js';
import { isTree, listOf, oneOf, record, text } from '../document/reader.js';
import type { Reader, Tree } from '../document/reader.js';

const fallback = oneOf(['WAIT', 'FAIL', 'CANCEL']);

/** engine.md §5. The key may be an expression. */
export const workerGroup = record('io.kestra.core.models.tasks.WorkerGroup', {
  key: { read: text() },
  fallback: { read: fallback },
});

const selector = record('io.kestra.core.models.tasks.WorkerSelector', {
  tags: { read: listOf(text()) },
  fallback: { read: fallback },
});

/** The name of 2.0. A worker of this server has one group, so there can be no more than one tag. */
export const workerSelector: Reader<Tree> = (value, path, findings) => {
  const result = selector(value, path, findings);
  if (Array.isArray(result?.tags) && result.tags.length > 1) {
    const message = 'must hold one tag at most: a worker belongs to one group';
    findings.violation([...path, 'tags'], message);
  }
  return result;
};

/** The group that a task or a flow names, by its old or its new name; the fallback of 2.0 is another one. */
export function workerGroupOf(document: Tree): { workerGroup?: WorkerGroup } {
  if (isTree(document.workerGroup)) {
    return { workerGroup: document.workerGroup as unknown as WorkerGroup };
  }
  const { tags, fallback: otherwise = 'FAIL' } = isTree(document.workerSelector)
    ? document.workerSelector
    : { tags: [] };
  const [key] = Array.isArray(tags) ? (tags as unknown[]) : [];
  return typeof key === 'string'
    ? { workerGroup: { key, fallback: otherwise as WorkerGroup['fallback'] } }
    : {};
}
