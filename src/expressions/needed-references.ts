import nodes from 'nunjucks/src/nodes.js';
import type { Filter, FunCall, Node, Symbol as Name } from 'nunjucks/src/nodes.js';
import type { Operation } from './syntax/expression-parser.js';
import { parseTemplate } from './syntax/parser.js';

/** `root.name`, or `root['name']`. */
export interface NeededReference {
  readonly root: string;
  readonly name: string;
}

/**
 * What a template reads from root variables in every evaluation, so that it surely fails without: nothing from branches,
 * loops and macros, nothing that `??`, `default` or `is defined` catches. Empty for a template that cannot be parsed.
 */
export function neededReferencesOf(template: string): NeededReference[] {
  const found: NeededReference[] = [];
  try {
    collect(parseTemplate(template), found);
  } catch {
    return [];
  }
  return found;
}

function collect(node: Node, found: NeededReference[]): void {
  if (node instanceof nodes.LookupVal) {
    const { target, val } = node;
    if (target instanceof nodes.Symbol && val instanceof nodes.Literal) {
      found.push({ root: target.value, name: String(val.value) });
    }
  }
  for (const child of evaluatedAlways(node)) {
    collect(child, found);
  }
}

function evaluatedAlways(node: Node): readonly Node[] {
  if (node instanceof nodes.InlineIf || node instanceof nodes.If) {
    return [node.cond];
  }
  if (node instanceof nodes.For) {
    return [node.arr];
  }
  if (node instanceof nodes.Filter) {
    const { name, args } = node as Filter;
    const isDefault = name instanceof nodes.Symbol && name.value === 'default';
    return isDefault ? args.children.slice(1) : args.children;
  }
  if (node instanceof nodes.FunCall) {
    const { name, args } = node as FunCall;
    return name instanceof nodes.LookupVal ? [name.target, ...args.children] : args.children;
  }
  if (node instanceof nodes.Is) {
    return (node.right as Name).value === 'defined' ? [] : [node.left];
  }
  if (node instanceof nodes.Macro) {
    return [];
  }
  if ('operator' in node) {
    return operands(node as Operation);
  }
  return membersOf(node);
}

function operands({ operator, left, right }: Operation): readonly Node[] {
  if (operator === '??' || operator === '???') {
    return [];
  }
  const isShortCut = operator === 'and' || operator === 'or';
  return [...(left === null ? [] : [left]), ...(isShortCut ? [] : [right])];
}

export function membersOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((member): member is Node => member instanceof nodes.Node);
}
