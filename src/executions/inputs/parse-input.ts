import type { Input, InputType } from '../../model/input.js';
import {
  checkLength,
  checkPeriod,
  parseInstant,
  parseLocalDate,
  parseLocalTime,
  parseSeconds,
} from './date.js';
import { InputMismatch, mismatch } from './input-mismatch.js';
import { checkRange, parseBoolean, parseFloat32, parseInteger } from './number.js';
import { show } from './show.js';
import { parseJsonValue, parseList, parseYamlValue } from './structured.js';
import { checkEmail, checkPattern, parseUri } from './text.js';

type Parser = (raw: unknown, input: Input) => unknown;
type Rule = (value: unknown, input: Input) => void;

/**
 * The typed value of a raw one (engine.md §19.2): parsed by type, then held against the input's own rules. FILE and
 * SECRET are taken as text here; storing and encrypting need the outside. Throws InputMismatch.
 */
export function parseInput(raw: unknown, input: Input): unknown {
  const value = parseTyped(raw, input.type, input);
  RULES[input.type]?.(value, input);
  return value;
}

function parseTyped(raw: unknown, type: InputType, input: Input): unknown {
  const parse = PARSERS[type];
  if (parse === undefined) {
    return raw;
  }
  try {
    return parse(raw, input);
  } catch (error) {
    if (!(error instanceof InputMismatch) || FINAL_REASONS.has(type)) {
      throw error;
    }
    return mismatch(
      `Expected \`${type}\` but received \`${show(raw)}\` with errors: ${error.message}`,
    );
  }
}

/** Types whose parsers word the whole reason themselves. */
const FINAL_REASONS: ReadonlySet<InputType> = new Set<InputType>(['URI', 'ARRAY', 'MULTISELECT']);

/** A text is kept as given: an integer that a subflow passes stays an integer. */
const PARSERS: Partial<Record<InputType, Parser>> = {
  INT: parseInteger,
  FLOAT: parseFloat32,
  BOOLEAN: parseBoolean,
  BOOL: parseBoolean,
  DATETIME: parseInstant,
  DATE: parseLocalDate,
  TIME: parseLocalTime,
  DURATION: parseSeconds,
  JSON: parseJsonValue,
  YAML: parseYamlValue,
  URI: parseUri,
  ARRAY: parseItems,
  MULTISELECT: parseItems,
};

const RULES: Partial<Record<InputType, Rule>> = {
  STRING: checkPattern,
  SECRET: checkPattern,
  EMAIL: checkEmail,
  INT: checkRange,
  FLOAT: checkRange,
  DATETIME: checkPeriod(parseInstant),
  DATE: checkPeriod(parseLocalDate),
  TIME: checkPeriod(parseLocalTime),
  DURATION: checkLength,
};

function parseItems(raw: unknown, input: Input): readonly unknown[] {
  const itemType = (input['itemType'] ?? 'STRING') as InputType;
  return listOf(raw, input).map((item) => {
    try {
      return parseTyped(item, itemType, input);
    } catch (error) {
      if (!(error instanceof InputMismatch)) {
        throw error;
      }
      return mismatch(`Unable to parse array element as \`${itemType}\` on \`${show(item)}\``);
    }
  });
}

function listOf(raw: unknown, input: Input): readonly unknown[] {
  try {
    return parseList(raw);
  } catch (error) {
    if (!(error instanceof InputMismatch)) {
      throw error;
    }
    return mismatch(
      `Expected \`${input.type}\` but received \`${show(raw)}\` with errors: ${error.message}`,
    );
  }
}
