import type { Violation } from '../model/errors.js';
import type { Task } from '../model/task.js';
import { DeclarationResolver } from './document/declarations.js';
import type { Declaration } from './document/declarations.js';
import { Findings } from './document/findings.js';
import { anything, bool, isTree, listOf, record, text } from './document/reader.js';
import type { Tree } from './document/reader.js';
import { readYaml } from './document/read-yaml.js';
import { checkDeclarations } from './parse-flow.js';
import type { ParseOptions } from './parse-flow.js';
import { checkExpressions } from './rules/expression-rules.js';

/** Tasks that flows share (engine.md §6.5). */
export interface Template {
  readonly namespace: string;
  readonly id: string;
  readonly tasks: readonly Task[];
  readonly errors: readonly Task[];
}

export interface ParsedTemplate {
  readonly identity: { readonly namespace?: string; readonly id?: string };
  /** Present only without violations. */
  readonly template?: Template;
  /** The document as declared. */
  readonly declared: Tree;
  readonly declarations: readonly Declaration[];
  readonly violations: readonly Violation[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly deprecationPaths: readonly string[];
}

const shape = record('io.kestra.core.models.templates.Template', {
  id: { read: text({ pattern: /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, max: 100 }), required: true },
  namespace: { read: text({ pattern: /^[a-z0-9][a-z0-9._-]*$/, max: 150 }), required: true },
  description: { read: text() },
  tasks: { read: listOf(anything), required: true },
  errors: { read: listOf(anything) },
  // What a client may send back that the server itself added.
  tenantId: { read: anything },
  deleted: { read: bool },
});

/** Pure: text in, template or violations out. Its tasks obey the rules of those of a flow. */
export function parseTemplate(source: string, options: ParseOptions): ParsedTemplate {
  const tree = readYaml(source);
  const findings = new Findings();
  if (tree.problems.length === 0 && !isTree(tree.value)) {
    findings.violation(['template'], 'must be a map with id, namespace and tasks');
  }
  if (tree.problems.length > 0 || !isTree(tree.value)) {
    const violations = [...tree.problems, ...findings.violations(tree.locate)];
    return { ...NOTHING, violations };
  }
  const declared = shape(tree.value, [], findings) ?? {};
  if (Array.isArray(declared.tasks) && declared.tasks.length === 0) {
    findings.violation(['tasks'], 'must not be empty');
  }
  const resolver = new DeclarationResolver(options.catalog, options.defaults ?? [], findings);
  const resolved = resolver.flow(declared);
  checkDeclarations(resolver.found, findings, {});
  if (options.expressions) {
    checkExpressions(resolver.found, options.expressions, findings);
  }
  const violations = findings.violations(tree.locate);
  const { id, namespace } = tree.value;
  return {
    identity: {
      ...(typeof id === 'string' && { id }),
      ...(typeof namespace === 'string' && { namespace }),
    },
    ...(violations.length === 0 && {
      template: {
        namespace: String(namespace),
        id: String(id),
        tasks: resolved.tasks as Task[],
        errors: (resolved.errors as Task[] | undefined) ?? [],
      },
    }),
    declared,
    declarations: resolver.found,
    violations,
    warnings: findings.warnings(tree.locate),
    infos: findings.infos,
    deprecationPaths: findings.deprecationPaths,
  };
}

const NOTHING: Omit<ParsedTemplate, 'violations'> = {
  identity: {},
  declared: {},
  declarations: [],
  warnings: [],
  infos: [],
  deprecationPaths: [],
};
