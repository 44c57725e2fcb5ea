import {
  booleanArgument,
  integerArgument,
  optionalText,
  requiredArgument,
  textArgument,
  textInput,
  type FilterDefinition,
} from '../definition.js';
import { checkLength, type Budget } from '../evaluation/budget.js';
import { Failure } from '../errors.js';
import { Pattern } from '../java/pattern.js';
import { isList, isMap, kindOf, mapOf } from '../values/data.js';
import { toText } from '../values/print.js';

const SPACE = 0x20;
const LINE_BREAK = /\r\n|\n\r|\n|\r/;

export const TEXT_FILTERS: Readonly<Record<string, FilterDefinition>> = {
  lower: { parameters: [], apply: (input) => toText(input).toLowerCase() },
  upper: { parameters: [], apply: (input) => toText(input).toUpperCase() },
  capitalize: { parameters: [], apply: (input) => textInput(input).replace(/\S/u, upperCase) },
  title: { parameters: [], apply: (input) => textInput(input).replace(/(?<!\S)\S/gu, upperCase) },
  trim: { parameters: [], apply: (input) => trim(textInput(input)) },
  abbreviate: {
    parameters: ['length'],
    apply: (input, [length]) => abbreviate(textInput(input), integerArgument(length, 'length')),
  },
  replace: {
    parameters: ['replace_pairs', 'regexp'],
    apply: (input, [pairs, regexp], { budget }) =>
      replace(input, pairs, booleanArgument(regexp, 'regexp', false), budget),
  },
  split: {
    parameters: ['delimiter', 'limit'],
    apply: (input, [delimiter, limit]) =>
      Pattern.of(textArgument(delimiter, 'delimiter')).split(toText(input), optionalInteger(limit)),
  },
  substringBefore: substring((text, at) => (at < 0 ? text : text.slice(0, at)), 'first'),
  substringBeforeLast: substring(
    (text, at, length) => (at < 0 || length === 0 ? text : text.slice(0, at)),
    'last',
  ),
  substringAfter: substring((text, at, length) => (at < 0 ? '' : text.slice(at + length)), 'first'),
  substringAfterLast: substring(
    (text, at, length) => (at < 0 ? '' : text.slice(at + length)),
    'last',
  ),
  startsWith: affix((text, value) => text.startsWith(value)),
  endsWith: affix((text, value) => text.endsWith(value)),
  slugify: { parameters: [], apply: (input) => slugify(toText(input)) },
  indent: {
    parameters: ['amount', 'prefix'],
    apply: (input, [amount, prefix]) => indent(toText(input), margin(amount, prefix)),
  },
  nindent: {
    parameters: ['amount', 'prefix'],
    apply: (input, [amount, prefix]) => nindent(toText(input), margin(amount, prefix)),
  },
  escapeChar: {
    parameters: ['type'],
    apply: (input, [type], { budget }) =>
      mapLeaves(input, escaper(textArgument(type, 'type')), budget),
  },
  string: { parameters: [], apply: numericText },
  regexMatch: {
    parameters: ['regex'],
    acceptsNull: true,
    apply: (input, [regex]) => input !== null && patternOf(regex).test(toText(input)),
  },
  regexReplace: {
    parameters: ['regex', 'replacement'],
    apply: (input, [regex, replacement]) =>
      patternOf(regex).replaceAll(toText(input), textArgument(replacement, 'replacement')),
  },
  regexExtract: {
    parameters: ['regex', 'group'],
    apply: (input, [regex, group]) =>
      patternOf(regex).firstGroup(
        toText(input),
        group === undefined || group === null ? 0 : integerArgument(group, 'group'),
      ) ?? null,
  },
};

function patternOf(regex: unknown): Pattern {
  return Pattern.of(textArgument(regex, 'regex'));
}

/** Java's trim: everything up to the space, at both ends. A regular expression would take quadratic time. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= SPACE) {
    start++;
  }
  while (start < end && text.charCodeAt(end - 1) <= SPACE) {
    end--;
  }
  return text.slice(start, end);
}

function upperCase(character: string): string {
  return character.toUpperCase();
}

function optionalInteger(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : integerArgument(value, 'limit');
}

function abbreviate(text: string, length: number): string {
  if (length < 0) {
    throw new Failure('`length` cannot be negative');
  }
  if (text.length < length || text.length <= 3) {
    return text;
  }
  if (length <= 3) {
    return text.slice(0, length);
  }
  return `${text.slice(0, length - 3)}...`;
}

function replace(input: unknown, pairs: unknown, regexp: boolean, budget: Budget): unknown {
  if (!isMap(requiredArgument(pairs, 'replace_pairs'))) {
    throw new Failure(`\`replace_pairs\` must be a map like {'from': 'to'}, not ${kindOf(pairs)}`);
  }
  const steps = Object.entries(isMap(pairs) ? pairs : {}).map(
    ([from, to]) => [from, toText(to)] as const,
  );
  const replaceAll = (text: string): string =>
    steps.reduce(
      (result, [from, to]) =>
        regexp ? Pattern.of(from).replaceAll(result, to) : replaceLiterally(result, from, to),
      text,
    );
  return mapLeaves(input, replaceAll, budget);
}

/** Checks the length before the text is made. */
function replaceLiterally(text: string, from: string, to: string): string {
  const parts = from === '' ? ['', ...text.split(''), ''] : text.split(from);
  checkLength(text.length + (parts.length - 1) * (to.length - from.length));
  return parts.join(to);
}

/** Applies to a text, or to every leaf of a list or map as text. */
function mapLeaves(value: unknown, change: (text: string) => string, budget: Budget): unknown {
  budget.visit();
  if (value === null) {
    return null;
  }
  if (isList(value)) {
    return value.map((item) => mapLeaves(item, change, budget));
  }
  if (isMap(value)) {
    return mapOf(
      Object.entries(value).map(([key, item]) => [key, mapLeaves(item, change, budget)]),
    );
  }
  return change(toText(value));
}

function substring(
  cut: (text: string, at: number, length: number) => string,
  occurrence: 'first' | 'last',
): FilterDefinition {
  return {
    parameters: ['separator'],
    apply: (input, [value]) => {
      const text = toText(input);
      const separator = textArgument(value, 'separator');
      if (separator === '' && occurrence === 'last') {
        return cut(text, -1, 0);
      }
      const at = occurrence === 'first' ? text.indexOf(separator) : text.lastIndexOf(separator);
      return cut(text, at, separator.length);
    },
  };
}

function affix(holds: (text: string, value: string) => boolean): FilterDefinition {
  return {
    parameters: ['value'],
    acceptsNull: true,
    apply: (input, [value]) => {
      if (input === null) {
        throw new Failure('A text is needed, not null');
      }
      return holds(toText(input), toText(requiredArgument(value, 'value')));
    },
  };
}

function slugify(text: string): string {
  return text
    .replace(/\s/g, '-')
    .normalize('NFD')
    .replace(/[^\w-]/g, '')
    .replaceAll('_', '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
}

function margin(amount: unknown, prefix: unknown): string {
  const count = integerArgument(amount, 'amount');
  if (count < 0) {
    throw new Failure('`amount` cannot be negative');
  }
  const unit = optionalText(prefix, 'prefix') ?? ' ';
  checkLength(count * unit.length);
  return unit.repeat(count);
}

function indent(text: string, prefix: string): string {
  const lineBreak = LINE_BREAK.exec(text)?.[0] ?? '\n';
  const lines = text.split(lineBreak);
  checkLength(text.length + lines.length * prefix.length);
  return lines.join(lineBreak + prefix);
}

function nindent(text: string, prefix: string): string {
  if (text === '') {
    return '';
  }
  return indent((LINE_BREAK.exec(text)?.[0] ?? '\n') + text, prefix);
}

function escaper(type: string): (text: string) => string {
  switch (type.toLowerCase()) {
    case 'single':
      return (text) => text.replaceAll("'", "\\'");
    case 'double':
      return (text) => text.replaceAll('"', '\\"');
    case 'shell':
      return (text) => text.replaceAll("'", "'\\''");
    default:
      throw new Failure(`\`type\` is one of single, double and shell, not \`${type}\``);
  }
}

/** Numbers and texts that are numbers, as the first release with this filter takes them (expressions.md §13). */
function numericText(input: unknown): string {
  const text = toText(input);
  if (text.trim() === '' || Number.isNaN(Number(text))) {
    throw new Failure(`\`${text}\` is not a number`);
  }
  return text;
}
