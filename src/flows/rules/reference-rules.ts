import { neededReferencesOf } from '../../expressions/index.js';
import { nearestName } from '../../model/nearest-name.js';
import type { Declaration } from '../document/declarations.js';
import { didYouMean } from '../document/findings.js';
import type { Findings } from '../document/findings.js';
import type { Path } from '../document/path.js';
import { isTree } from '../document/reader.js';
import type { Tree } from '../document/reader.js';
import { generatedIds } from './declaration-rules.js';

const TEMPLATE = 'io.kestra.plugin.core.flow.Template';
const SUBFLOW = 'io.kestra.plugin.core.flow.Subflow';
const MENTIONS = /\b(?:inputs|outputs)\b/;

/** The names that `inputs.NAME` and `outputs.NAME` may have in a flow. */
type Known = Readonly<Record<string, readonly string[]>>;

/**
 * Warns of tasks that surely fail because they read an input or the outputs of a task that the flow does not have. What
 * triggers and their conditions read belongs to other executions.
 */
export function checkReferences(
  document: Tree,
  declarations: readonly Declaration[],
  findings: Findings,
): void {
  const tasks = declarations.filter(({ kind }) => kind === 'task');
  const known: Known = {
    inputs: inputNames(document),
    // The tasks of a template are not known before it is run.
    ...(tasks.some(({ definition }) => definition.type === TEMPLATE)
      ? {}
      : { outputs: tasks.flatMap(({ value }) => [String(value.id), ...generatedIds(value)]) }),
  };
  for (const { declared, definition, path } of tasks) {
    for (const { name, dynamic, tasks: children } of definition.properties) {
      // `outputs` of a Subflow are rendered where the child's outputs are.
      const isOfChild = definition.type === SUBFLOW && name === 'outputs';
      if (dynamic && children === undefined && !isOfChild) {
        checkValue(declared[name], [...path, name], known, findings);
      }
    }
    checkValue(declared.runIf, [...path, 'runIf'], known, findings);
  }
}

function inputNames({ inputs }: Tree): string[] {
  const entries: unknown[] = Array.isArray(inputs) ? inputs : [];
  return entries
    .filter(isTree)
    .map(({ id, name }) => String(id ?? name))
    .map((id) => id.split('.')[0] ?? id);
}

function checkValue(value: unknown, path: Path, known: Known, findings: Findings): void {
  if (typeof value === 'string') {
    if (MENTIONS.test(value)) {
      checkTemplate(value, path, known, findings);
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => checkValue(item, [...path, index], known, findings));
  } else if (isTree(value) && value.type === undefined) {
    for (const [key, item] of Object.entries(value)) {
      checkValue(item, [...path, key], known, findings);
    }
  }
}

function checkTemplate(template: string, path: Path, known: Known, findings: Findings): void {
  for (const { root, name } of neededReferencesOf(template)) {
    const names = known[root];
    if (names !== undefined && !names.includes(name)) {
      const what = root === 'inputs' ? 'input' : 'task';
      const hint = didYouMean(nearestName(name, names));
      findings.warning(
        path,
        `\`${root}.${name}\` does not exist: the flow has no ${what} ${name}`,
        hint,
      );
    }
  }
}
