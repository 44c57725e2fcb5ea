export { ExpressionError, UndefinedVariableError } from './errors.js';
export { isTemplate } from './evaluation/evaluate.js';
export { filterNames, functionNames, type FunctionSignature } from './catalog.js';
export type { ExpressionHost, HttpCall, Rendered, RenderOptions } from './host.js';
export { checkPattern, matchesPattern } from './match-text.js';
export { checkSyntax, render, renderDeep, renderTyped } from './render.js';
export { referencesOf, type Reference } from './references.js';
export { isTruthy } from './values/truth.js';
export { variablesOf, type Variables } from './variables.js';
