import type { Violation } from '../model/errors.js';
import type { Flow, PluginDefault } from '../model/flow.js';
import type { PluginCatalog } from './plugin-catalog.js';
import type { Declaration } from './document/declarations.js';
import { DeclarationResolver } from './document/declarations.js';
import { Findings } from './document/findings.js';
import { isTree } from './document/reader.js';
import type { Tree } from './document/reader.js';
import { readYaml } from './document/read-yaml.js';
import type { YamlTree } from './document/read-yaml.js';
import { checkByType, checkDeclaration, checkUniqueIds } from './rules/declaration-rules.js';
import { checkPluginDefaults } from './rules/default-rules.js';
import type { ExpressionChecker } from './rules/expression-rules.js';
import { checkExpressions, checkFlowExpressions } from './rules/expression-rules.js';
import { checkReferences } from './rules/reference-rules.js';
import { pluginDefaultsOf, readFlowShape, toFlow } from './rules/flow-shape.js';
import { checkInputs, checkOutputs } from './rules/input.js';

export interface ParseOptions {
  readonly catalog: PluginCatalog;
  /** Of the configuration, most specific first: `kestra.tasks.defaults`, then `kestra.plugins.defaults`. */
  readonly defaults?: readonly PluginDefault[];
  readonly expressions?: ExpressionChecker;
}

/** What a flow document says, or everything that is wrong with it. */
export interface ParsedFlow {
  /** Read from the document even when it is broken; `revision` as written in it. */
  readonly identity: {
    readonly namespace?: string;
    readonly id?: string;
    readonly revision?: number;
  };
  /** Aliases resolved, plugin defaults applied; present only without violations. Its `revision` is 0. */
  readonly flow?: Flow;
  /** The document as declared: no defaults, no resolved aliases; labels as a list. For answers to clients. */
  readonly declared: Tree;
  /** Every task, trigger and nested plugin, outermost first; those of unknown types are missing. */
  readonly declarations: readonly Declaration[];
  readonly violations: readonly Violation[];
  readonly warnings: readonly string[];
  /** `old.type is replaced by new.type`. */
  readonly infos: readonly string[];
  readonly deprecationPaths: readonly string[];
}

/** Pure: text in, flow or violations out. engine.md §21; texts of api.md §2.2. Never throws. */
export function parseFlow(source: string, options: ParseOptions): ParsedFlow {
  return parseFlowTree(readYaml(source), options);
}

/** The same for a document that is already a value, e.g. a JSON body. */
export function parseFlowValue(value: unknown, options: ParseOptions): ParsedFlow {
  return parseFlowTree({ value, problems: [], locate: () => undefined }, options);
}

function parseFlowTree(tree: YamlTree, options: ParseOptions): ParsedFlow {
  const findings = new Findings();
  if (tree.problems.length === 0 && !isTree(tree.value)) {
    findings.violation(['flow'], 'must be a map with id, namespace and tasks');
  }
  if (tree.problems.length > 0 || !isTree(tree.value)) {
    return { ...EMPTY, violations: [...tree.problems, ...findings.violations(tree.locate)] };
  }
  const document = tree.value;
  const shaped = readFlowShape(document, findings);
  const defaults = [
    ...pluginDefaultsOf(document, 'pluginDefaults', 'taskDefaults'),
    ...(options.defaults ?? []),
  ];
  checkPluginDefaults(document, options.catalog, findings);
  const resolver = new DeclarationResolver(options.catalog, defaults, findings);
  const resolved = resolver.flow(shaped);
  checkDeclarations(resolver.found, findings, document);
  checkInputs(document.inputs, ['inputs'], findings);
  checkOutputs(document.outputs, ['outputs'], findings);
  if (options.expressions && textLength(document) <= MAX_EXPRESSION_CHARACTERS) {
    checkExpressions(resolver.found, options.expressions, findings);
    checkFlowExpressions(document, options.expressions, findings);
    checkReferences(document, resolver.found, findings);
  }
  const violations = findings.violations(tree.locate);
  return {
    identity: identityOf(document),
    ...(violations.length === 0 && { flow: toFlow(shaped, resolved, 0) }),
    declared: shaped,
    declarations: resolver.found,
    violations,
    warnings: findings.warnings(tree.locate),
    infos: findings.infos,
    deprecationPaths: findings.deprecationPaths,
  };
}

/** Compiling takes about a second for each million: a flow with more is not looked at, what is found are warnings only. */
const MAX_EXPRESSION_CHARACTERS = 1024 * 1024;

/** Of all texts in a value that may hold expressions. */
function textLength(value: unknown): number {
  if (typeof value === 'string') {
    return /\{[{%]/.test(value) ? value.length : 0;
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, item) => sum + textLength(item), 0)
    : 0;
}

/** One task or trigger by itself, as an editor asks while it is being written. */
export function parseDeclaration(
  source: string,
  kind: 'task' | 'trigger',
  options: ParseOptions,
): ParsedFlow {
  const tree = readYaml(source);
  if (tree.problems.length > 0) {
    return { ...EMPTY, violations: tree.problems };
  }
  const findings = new Findings();
  const resolver = new DeclarationResolver(options.catalog, options.defaults ?? [], findings);
  resolver.single(tree.value, kind);
  checkDeclarations(resolver.found, findings, {});
  const { infos, deprecationPaths } = findings;
  return {
    ...EMPTY,
    violations: findings.violations(tree.locate),
    warnings: findings.warnings(tree.locate),
    infos,
    deprecationPaths,
  };
}

const EMPTY: ParsedFlow = {
  identity: {},
  declared: {},
  declarations: [],
  violations: [],
  warnings: [],
  infos: [],
  deprecationPaths: [],
};

/** The rules of all declarations of a document, alone and together. */
export function checkDeclarations(
  found: readonly Declaration[],
  findings: Findings,
  flow: Tree,
): void {
  checkUniqueIds(found, findings);
  for (const declaration of found) {
    checkDeclaration(declaration, findings);
    checkByType(declaration, findings, flow);
  }
}

function identityOf(document: Tree): ParsedFlow['identity'] {
  const { namespace, id, revision } = document;
  return {
    ...(typeof namespace === 'string' && { namespace }),
    ...(typeof id === 'string' && { id }),
    ...(typeof revision === 'number' && { revision }),
  };
}
