import { Failure } from './errors.js';
import { explain } from './evaluation/compilation.js';
import { compileTemplate } from './evaluation/compile-template.js';
import type { Template } from './evaluation/template.js';
import { MAX_CACHED_CHARACTERS, MAX_CACHED_TEMPLATES, MAX_TEXT_LENGTH } from './limits.js';

/** Compiled templates by text, the least recently used one leaves first. A Map keeps the order of insertion. */
const templates = new Map<string, Template>();
let characters = 0;

export function templateOf(source: string): Template {
  const known = templates.get(source);
  if (known !== undefined) {
    templates.delete(source);
    templates.set(source, known);
    return known;
  }
  const template = compile(source);
  templates.set(source, template);
  characters += source.length;
  evict();
  return template;
}

function evict(): void {
  for (const [source] of templates) {
    if (templates.size <= MAX_CACHED_TEMPLATES && characters <= MAX_CACHED_CHARACTERS) {
      return;
    }
    templates.delete(source);
    characters -= source.length;
  }
}

/** Compiles without keeping; every trouble is an ExpressionError. */
export function compile(source: string): Template {
  try {
    if (source.length > MAX_TEXT_LENGTH) {
      throw new Failure(`Longer than ${MAX_TEXT_LENGTH} characters`);
    }
    return compileTemplate(source);
  } catch (thrown) {
    throw explain(thrown, source, 0);
  }
}
