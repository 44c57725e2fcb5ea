import { randomUUID } from 'node:crypto';
import { ExpressionError, Failure } from '../errors.js';
import { MAX_RENDER_PASSES } from '../limits.js';
import { shieldRawBlocks } from '../syntax/raw-block.js';
import { templateOf } from '../template-cache.js';
import { isList, isMap, mapOf, setEntry, type DataMap } from '../values/data.js';
import type { Context } from './context.js';
import { TextOutput, type Output } from './output.js';
import { isSuspension } from './session.js';

/** A text without `{` has nothing to evaluate. */
export function isTemplate(text: string): boolean {
  return text.includes('{');
}

export function write(source: string, context: Context, output: Output): void {
  try {
    const template = templateOf(source);
    template.body(context.derive({ template }), output);
  } catch (thrown) {
    throw explain(thrown, source);
  }
}

export function evaluateText(source: string, context: Context): string {
  if (!isTemplate(source)) return source;
  const output = new TextOutput();
  write(source, context, output);
  return output.result;
}

/** Renders until the text stays as it is. Raw blocks survive every pass. */
export function evaluateRepeatedly(source: string, context: Context): string {
  if (!isTemplate(source)) return source;
  const shielded = shieldRawBlocks(source, `raw-${randomUUID()}-`);
  let text = shielded.text;
  for (let pass = 0; pass < MAX_RENDER_PASSES; pass++) {
    const next = evaluateText(text, context);
    if (next === text) return shielded.restore(text);
    text = next;
  }
  const message = `Still changing after ${MAX_RENDER_PASSES} passes: the expression \`${source}\` refers to itself`;
  throw new ExpressionError(message, source, 1);
}

/** Every text inside maps (keys too) and lists; other values stay. Of two equal rendered keys the first wins. */
export function evaluateDeep(value: unknown, renderText: (text: string) => unknown): unknown {
  if (typeof value === 'string') return renderText(value);
  if (isList(value)) return value.map((item) => evaluateDeep(item, renderText));
  if (!isMap(value)) return value;
  const rendered: DataMap = mapOf([]);
  for (const [key, item] of Object.entries(value)) {
    const name = String(renderText(key));
    if (!Object.hasOwn(rendered, name)) setEntry(rendered, name, evaluateDeep(item, renderText));
  }
  return rendered;
}

function explain(thrown: unknown, source: string): unknown {
  if (thrown instanceof ExpressionError || isSuspension(thrown)) return thrown;
  if (thrown instanceof Failure) return new ExpressionError(`${thrown.message} in the expression \`${source}\``, source, 1);
  if (!(thrown instanceof RangeError)) return thrown;
  return new ExpressionError(`Too deeply nested: the expression \`${source}\``, source, 1, { cause: thrown });
}
