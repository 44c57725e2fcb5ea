import { ExpressionError } from './errors.js';
import { Budget } from './evaluation/budget.js';
import { Context } from './evaluation/context.js';
import { evaluateDeep } from './evaluation/deep.js';
import {
  evaluateRepeatedly,
  evaluateText,
  isTemplate,
  RENDERER,
  write,
} from './evaluation/evaluate.js';
import { TypedOutput } from './evaluation/output.js';
import { complete } from './evaluation/session.js';
import type { Rendered, RenderOptions } from './host.js';
import { compile } from './template-cache.js';
import { toPlainData } from './values/plain.js';

/**
 * Renders one template to text (expressions.md §1). Throws, or rejects with, ExpressionError; a root variable,
 * attribute or index that does not exist is an UndefinedVariableError.
 */
export function render(template: string, options: RenderOptions): Rendered<string> {
  if (!isTemplate(template)) {
    return template;
  }
  return run(options, (context) => renderText(template, context));
}

/** Like `render`, but a template of one expression yields the value with its type (§1.10). */
export function renderTyped(template: string, options: RenderOptions): Rendered<unknown> {
  if (!isTemplate(template)) {
    return template;
  }
  return run(options, (context) => {
    if (options.recursive === true) {
      return evaluateRepeatedly(template, context);
    }
    const output = new TypedOutput();
    write(template, context, output);
    return toPlainData(output.result, context.budget);
  });
}

/** Renders every text inside maps (keys too) and lists (§1.11). Other values keep their type. */
export function renderDeep(value: unknown, options: RenderOptions): Rendered<unknown> {
  return run(options, (context) =>
    evaluateDeep(value, (text) => renderText(text, context), context.budget),
  );
}

/** What is wrong with a template before any value is known: syntax, unknown filter, function, tag, test, argument. */
export function checkSyntax(template: string): ExpressionError | undefined {
  if (!isTemplate(template)) {
    return undefined;
  }
  try {
    compile(template);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) {
      return error;
    }
    throw error;
  }
}

function renderText(template: string, context: Context): string {
  return context.options.recursive === true
    ? evaluateRepeatedly(template, context)
    : evaluateText(template, context);
}

function run<T>(options: RenderOptions, evaluate: (context: Context) => T): Rendered<T> {
  return complete((session) =>
    evaluate(new Context(options.variables, options, session, new Budget(), RENDERER)),
  );
}
