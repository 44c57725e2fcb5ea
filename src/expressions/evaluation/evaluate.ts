import { ExpressionError } from '../errors.js';
import { MAX_RENDER_PASSES } from '../limits.js';
import { shieldRawBlocks } from '../syntax/raw-block.js';
import { templateOf } from '../template-cache.js';
import { explain } from './compilation.js';
import type { Context, Renderer } from './context.js';
import { TextOutput, type Output } from './output.js';

/** A text without `{` has nothing to evaluate. */
export function isTemplate(text: string): boolean {
  return text.includes('{');
}

/** Braces of JSON values must not be parsed, and cached, as templates. */
const DELIMITER = /\{[{%#]/;

export function write(source: string, context: Context, output: Output): void {
  try {
    const template = templateOf(source);
    template.body(context.derive({ template }), output);
  } catch (thrown) {
    throw explain(thrown, source, 0);
  }
}

export function evaluateText(source: string, context: Context): string {
  if (!DELIMITER.test(source)) {
    return source;
  }
  const output = new TextOutput();
  write(source, context, output);
  return output.result;
}

/** Renders until the text stays as it is. Raw blocks survive every pass. */
export function evaluateRepeatedly(source: string, context: Context): string {
  if (!DELIMITER.test(source)) {
    return source;
  }
  const shielded = shieldRawBlocks(source);
  let text = shielded.text;
  for (let pass = 0; pass < MAX_RENDER_PASSES; pass++) {
    const next = evaluateText(text, context);
    if (next === text) {
      return shielded.restore(text);
    }
    text = next;
  }
  throw ExpressionError.at(`Still changing after ${MAX_RENDER_PASSES} passes`, source, 0, {
    hint: ': it refers to itself',
  });
}

/** What `render()` inside a template uses. */
export const RENDERER: Renderer = { once: evaluateText, repeatedly: evaluateRepeatedly };
