import type { Budget } from './budget.js';
import { isList, isMap, setEntry, type DataMap } from '../values/data.js';

/** Every text inside maps (keys too) and lists; other values stay. Of two equal rendered keys the first wins. */
export function evaluateDeep(
  value: unknown,
  renderText: (text: string) => unknown,
  budget: Budget,
): unknown {
  budget.visit();
  if (typeof value === 'string') {
    return renderText(value);
  }
  if (isList(value)) {
    return value.map((item) => evaluateDeep(item, renderText, budget));
  }
  if (!isMap(value)) {
    return value;
  }
  const rendered: DataMap = {};
  for (const [key, item] of Object.entries(value)) {
    const name = String(renderText(key));
    if (!Object.hasOwn(rendered, name)) {
      setEntry(rendered, name, evaluateDeep(item, renderText, budget));
    }
  }
  return rendered;
}
