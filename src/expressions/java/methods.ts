import { Failure } from '../errors.js';
import type { Budget } from '../evaluation/budget.js';
import { contains } from '../values/compare.js';
import { entryOf, isList, isMap } from '../values/data.js';
import { toText } from '../values/print.js';
import { Pattern } from './pattern.js';

type Method<T> = (self: T, args: readonly unknown[], budget: Budget) => unknown;

/**
 * The Java methods that templates in the wild call on values. Nothing of JavaScript is reachable: a name that is not
 * listed does not exist.
 */
const TEXT: Readonly<Record<string, Method<string>>> = {
  length: (self) => self.length,
  isEmpty: (self) => self === '',
  isBlank: (self) => self.trim() === '',
  toUpperCase: (self) => self.toUpperCase(),
  toLowerCase: (self) => self.toLowerCase(),
  trim: (self) => self.trim(),
  strip: (self) => self.trim(),
  toString: (self: string) => self,
  contains: (self, [part]) => self.includes(toText(part)),
  startsWith: (self, [part]) => self.startsWith(toText(part)),
  endsWith: (self, [part]) => self.endsWith(toText(part)),
  equals: (self, [other]) => self === other,
  equalsIgnoreCase: (self, [other]) => self.toLowerCase() === toText(other).toLowerCase(),
  indexOf: (self, [part]) => self.indexOf(toText(part)),
  lastIndexOf: (self, [part]) => self.lastIndexOf(toText(part)),
  substring: (self, [from, to]) => substring(self, from, to),
  replace: (self, [from, to]) => self.replaceAll(toText(from), () => toText(to)),
  replaceAll: (self, [pattern, to]) => Pattern.of(toText(pattern)).replaceAll(self, toText(to)),
  matches: (self, [pattern]) => Pattern.of(`^(?:${toText(pattern)})$`).test(self),
  split: (self, [pattern]) => Pattern.of(toText(pattern)).split(self),
};

const LIST: Readonly<Record<string, Method<readonly unknown[]>>> = {
  size: (self) => self.length,
  isEmpty: (self) => self.length === 0,
  get: (self, [index]) => (typeof index === 'number' ? self[index] : undefined),
  contains: (self, [item], budget) => contains(self, [item], budget),
};

const MAP: Readonly<Record<string, Method<Record<string, unknown>>>> = {
  size: (self) => Object.keys(self).length,
  isEmpty: (self) => Object.keys(self).length === 0,
  get: (self, [key]) => entryOf(self, toText(key)) ?? null,
  getOrDefault: (self, [key, otherwise]) => entryOf(self, toText(key)) ?? otherwise ?? null,
  containsKey: (self, [key]) => entryOf(self, toText(key)) !== undefined,
  keySet: (self) => Object.keys(self),
  values: (self) => Object.values(self),
};

/** Undefined when the value has no such method. */
export function callMethod(
  target: unknown,
  name: string,
  args: readonly unknown[],
  budget: Budget,
): unknown {
  if (typeof target === 'string') {
    return own(TEXT, name)?.(target, args, budget);
  }
  if (isList(target)) {
    return own(LIST, name)?.(target, args, budget);
  }
  return isMap(target) ? own(MAP, name)?.(target, args, budget) : undefined;
}

function own<T>(methods: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function substring(text: string, from: unknown, to: unknown): string {
  const start = typeof from === 'number' ? from : 0;
  const end = typeof to === 'number' ? to : text.length;
  if (start < 0 || end > text.length || start > end) {
    throw new Failure(`The part from ${start} to ${end} is not in the text`);
  }
  return text.slice(start, end);
}
