import nodes from 'nunjucks/src/nodes.js';
import type { Node, Pair, Value } from 'nunjucks/src/nodes.js';
import { isTemplate } from './evaluation/evaluate.js';
import { parseTemplate } from './syntax/parser.js';

/** A step below a root variable, as far as the text of a template tells it. */
export type ReferenceKey =
  | { readonly kind: 'literal'; readonly text: string }
  /** The value of a variable such as `taskrun.value`. */
  | { readonly kind: 'variable'; readonly path: readonly string[] }
  /** `currentEachOutput()`: the values of all ancestors from the outermost on, then the own one. */
  | { readonly kind: 'each' }
  /** Only known when it is evaluated. */
  | { readonly kind: 'any' };

/** Something below a root variable that an expression names; without keys the whole variable. */
export interface Reference {
  readonly root: string;
  readonly keys: readonly ReferenceKey[];
}

/** They see every variable, or render a text that nobody knows before. */
const SEE_EVERYTHING: ReadonlySet<string> = new Set([
  'render',
  'renderOnce',
  'printContext',
  'fetchContext',
  'tasksWithState',
]);
/** Variables whose members may be keys. A template that gives their names to something else is not understood. */
const KEY_ROOTS: ReadonlySet<string> = new Set(['taskrun', 'parent', 'parents', 'item']);
const DELIMITER = /\{[{%]/;
const ANY: ReferenceKey = { kind: 'any' };

/**
 * What the templates in a value (texts, maps with their keys, lists) look at below some root variables: more than any
 * rendering reads, never less. Undefined when their text does not tell.
 */
export function referencesIn(
  value: unknown,
  roots: ReadonlySet<string>,
): readonly Reference[] | undefined {
  const search = new ReferenceSearch(roots);
  search.value(value);
  return search.found;
}

class ReferenceSearch {
  private readonly references: Reference[] = [];
  private isUnknown = false;

  constructor(private readonly roots: ReadonlySet<string>) {}

  get found(): readonly Reference[] | undefined {
    return this.isUnknown ? undefined : this.references;
  }

  value(value: unknown): void {
    if (typeof value === 'string') {
      this.text(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        this.text(key);
        this.value(member);
      }
    }
  }

  private text(text: string): void {
    if (!isTemplate(text) || !DELIMITER.test(text)) {
      return;
    }
    try {
      this.node(parseTemplate(text));
    } catch {
      // It will fail when it is rendered.
      this.isUnknown = true;
    }
  }

  private node(node: Node): void {
    if (node instanceof nodes.LookupVal || node instanceof nodes.Symbol) {
      this.chain(node);
    } else if (node instanceof nodes.Filter) {
      this.node(node.args);
    } else if (node instanceof nodes.FunCall) {
      this.call(node.name, node.args);
    } else if (node instanceof nodes.TemplateData) {
      // A raw block: what it holds may be rendered by the task itself.
      this.isUnknown ||= DELIMITER.test(node.value);
    } else if (node instanceof nodes.Is) {
      this.node(node.left);
    } else if (node instanceof nodes.KeywordArgs) {
      node.children.forEach(({ value }) => this.node(value));
    } else if (node instanceof nodes.NodeList) {
      node.children.forEach((child) => this.node(child));
    } else {
      this.fields(node);
    }
  }

  /** Everything below it; names that it binds must not be those that references are made of. */
  private fields(node: Node): void {
    const binds = boundBy(node);
    this.isUnknown ||= binds.some(({ value }) => this.isMeant(String(value)));
    for (const field of node.fields) {
      const below = (node as unknown as Record<string, unknown>)[field];
      if (below instanceof nodes.Node) {
        this.node(below);
      }
    }
  }

  private isMeant(name: string): boolean {
    return this.roots.has(name) || KEY_ROOTS.has(name);
  }

  private call(name: Node, args: Node): void {
    const called = name instanceof nodes.Symbol ? name.value : '';
    this.isUnknown ||= SEE_EVERYTHING.has(called) || !(name instanceof nodes.Symbol);
    const [first] = args instanceof nodes.NodeList ? args.children : [];
    const outputs = called === 'currentEachOutput' && first ? this.pathOf(first) : undefined;
    if (outputs === undefined) {
      this.node(args);
    } else {
      this.references.push({ ...outputs, keys: [...outputs.keys, { kind: 'each' }] });
    }
  }

  private chain(node: Node): void {
    const reference = this.pathOf(node);
    if (reference !== undefined) {
      this.references.push(reference);
    }
    for (let at = node; at instanceof nodes.LookupVal; at = at.target) {
      this.node(at.val);
      if (!(at.target instanceof nodes.LookupVal) && !(at.target instanceof nodes.Symbol)) {
        this.node(at.target);
      }
    }
  }

  /** The node as a path below one of the roots, if it is one. */
  private pathOf(node: Node): Reference | undefined {
    const keys: ReferenceKey[] = [];
    let at = node;
    for (; at instanceof nodes.LookupVal; at = at.target) {
      keys.unshift(keyOf(at.val));
    }
    return at instanceof nodes.Symbol && this.roots.has(at.value)
      ? { root: at.value, keys }
      : undefined;
  }
}

/** Names that mean something else inside of the node, or from it on. */
function boundBy(node: Node): readonly { readonly value: unknown }[] {
  if (node instanceof nodes.For) {
    return [node.name];
  }
  if (node instanceof nodes.Macro) {
    const parameters = node.args.children.map((pair) => (pair as Pair).key as Value);
    return [node.name, ...parameters];
  }
  return node instanceof nodes.Set ? node.targets : [];
}

function keyOf(node: Node): ReferenceKey {
  const literal = literalOf(node);
  if (literal !== undefined) {
    return { kind: 'literal', text: literal };
  }
  const path: string[] = [];
  let at = node;
  for (; at instanceof nodes.LookupVal; at = at.target) {
    const key = literalOf(at.val);
    if (key === undefined) {
      return ANY;
    }
    path.unshift(key);
  }
  return at instanceof nodes.Symbol && KEY_ROOTS.has(at.value)
    ? { kind: 'variable', path: [at.value, ...path] }
    : ANY;
}

function literalOf(node: Node): string | undefined {
  const value = node instanceof nodes.Literal ? node.value : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
