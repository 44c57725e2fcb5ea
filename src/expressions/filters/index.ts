import type { FilterDefinition } from '../definition.js';
import { COLLECTION_FILTERS } from './collections.js';
import { DATE_FILTERS } from './dates.js';
import { ENCODING_FILTERS } from './encoding.js';
import { NUMBER_FILTERS } from './numbers.js';
import { STRUCTURED_FILTERS } from './structured.js';
import { TEXT_FILTERS } from './text.js';

/** Every filter by name (expressions.md §7, §13). */
export const FILTERS: ReadonlyMap<string, FilterDefinition> = new Map(
  Object.entries({
    ...TEXT_FILTERS,
    ...ENCODING_FILTERS,
    ...NUMBER_FILTERS,
    ...COLLECTION_FILTERS,
    ...STRUCTURED_FILTERS,
    ...DATE_FILTERS,
  }),
);
