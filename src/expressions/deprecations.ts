import nodes from 'nunjucks/src/nodes.js';
import type { Filter, FunCall, Node } from 'nunjucks/src/nodes.js';
import { membersOf } from './needed-references.js';
import { parseTemplate } from './syntax/parser.js';

/** The old names (expressions.md §12); most templates hold none of these words. */
const MENTIONS = /\b(?:json|schedule)\b/;

/** `old is replaced by new`, for every old name in a template; none for a template that cannot be parsed. */
export function deprecationsOf(template: string): string[] {
  if (!MENTIONS.test(template)) {
    return [];
  }
  try {
    return [...new Set(deprecationsIn(parseTemplate(template)))];
  } catch {
    return [];
  }
}

function* deprecationsIn(node: Node): Generator<string> {
  if (node instanceof nodes.Filter && isNamed((node as Filter).name, 'json')) {
    yield 'the filter `json` is replaced by `toJson`';
  } else if (node instanceof nodes.FunCall && isNamed((node as FunCall).name, 'json')) {
    yield 'the function `json()` is replaced by `fromJson()`';
  } else if (node instanceof nodes.LookupVal && isNamed(node.target, 'schedule')) {
    yield 'the variable `schedule` is replaced by `trigger`';
  }
  for (const member of membersOf(node)) {
    yield* deprecationsIn(member);
  }
}

function isNamed(node: Node, name: string): boolean {
  return node instanceof nodes.Symbol && node.value === name;
}
