import type { FunctionDefinition } from '../definition.js';
import { CALENDAR_FUNCTIONS } from './calendar.js';
import { CONTEXT_FUNCTIONS } from './context.js';
import { CRYPTO_FUNCTIONS } from './crypto.js';
import { HOST_FUNCTIONS } from './host.js';
import { NUMBER_FUNCTIONS } from './numbers.js';
import { PARSING_FUNCTIONS } from './parsing.js';
import { RENDERING_FUNCTIONS } from './rendering.js';

/** Every function by name (expressions.md §8, §13). */
export const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.entries({
    ...RENDERING_FUNCTIONS,
    ...PARSING_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...CALENDAR_FUNCTIONS,
    ...CRYPTO_FUNCTIONS,
    ...CONTEXT_FUNCTIONS,
    ...HOST_FUNCTIONS,
  }),
);
