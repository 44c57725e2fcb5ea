/** Binary operators and their strength (expressions.md §3); all are left associative. */
export const BINARY_STRENGTH: Readonly<Record<string, number>> = {
  or: 10,
  and: 15,
  is: 20,
  'is not': 20,
  contains: 20,
  '==': 30,
  equals: 30,
  '!=': 30,
  '<': 30,
  '>': 30,
  '<=': 30,
  '>=': 30,
  isIn: 30,
  '+': 40,
  '-': 40,
  '*': 60,
  '/': 60,
  '%': 60,
  '|': 100,
  '~': 110,
  '..': 120,
  '??': 120,
  '???': 120,
};

/** `not`, `+` and `-` bind to their operand only. */
export const UNARY_STRENGTH = 500;
export const UNARY: ReadonlySet<string> = new Set(['not', '+', '-']);
