import { deprecationsOf } from '../../expressions/index.js';
import type { Declaration } from '../document/declarations.js';
import type { Findings } from '../document/findings.js';
import type { Path } from '../document/path.js';
import { isTree } from '../document/reader.js';
import type { Tree } from '../document/reader.js';

/** Tells what is wrong with a template, if anything (expressions' `checkSyntax`). */
export type ExpressionChecker = (template: string) => { readonly message: string } | undefined;

/**
 * Looks at the templates of dynamic properties. What it finds are warnings: a flow may hold an expression that fails on
 * purpose, or one that a later version of a plugin understands, and such a flow runs until it gets there.
 */
export function checkExpressions(
  declarations: readonly Declaration[],
  check: ExpressionChecker,
  findings: Findings,
): void {
  for (const { definition, value, path } of declarations) {
    for (const property of definition.properties) {
      if (property.dynamic && property.tasks === undefined && property.plugin === undefined) {
        checkValue(value[property.name], [...path, property.name], check, findings);
      }
    }
    checkValue(value.runIf, [...path, 'runIf'], check, findings);
  }
}

/** Lists of the flow itself, by the properties of their items that are rendered. */
const RENDERED: Readonly<Record<string, readonly string[]>> = {
  inputs: ['defaults', 'prefill', 'expression', 'dependsOn'],
  outputs: ['value'],
  checks: ['condition', 'when'],
  sla: ['assert'],
};

export function checkFlowExpressions(
  document: Tree,
  check: ExpressionChecker,
  findings: Findings,
): void {
  for (const [property, names] of Object.entries(RENDERED)) {
    const items: unknown[] = Array.isArray(document[property]) ? document[property] : [];
    items.forEach((item, index) => {
      for (const name of isTree(item) ? names : []) {
        checkValue((item as Tree)[name], [property, index, name], check, findings);
      }
    });
  }
}

function checkValue(
  value: unknown,
  path: Path,
  check: ExpressionChecker,
  findings: Findings,
): void {
  if (typeof value === 'string') {
    const problem = /\{[{%]/.test(value) ? check(value) : undefined;
    if (problem) {
      findings.warning(path, problem.message);
    }
    deprecationsOf(value).forEach((deprecation) => findings.info(deprecation));
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => checkValue(item, [...path, index], check, findings));
  } else if (isTree(value)) {
    for (const [key, item] of Object.entries(value)) {
      checkValue(item, [...path, key], check, findings);
    }
  }
}
