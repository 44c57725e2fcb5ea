import { isEmail } from 'class-validator';
import { matchesPattern } from '../../expressions/index.js';
import type { Input } from '../../model/input.js';
import { mismatch } from './input-mismatch.js';
import { show } from './show.js';

const URI = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^\s/?#]*[^\s]*$/;

export function parseUri(raw: unknown): string {
  const text = show(raw);
  return URI.test(text) ? text : mismatch(`Expected \`URI\` but received \`${text}\``);
}

/** The whole text has to match. */
export function checkPattern(value: unknown, input: Input): void {
  const { validator } = input;
  if (typeof validator === 'string' && !matchesPattern(validator, show(value))) {
    mismatch(`it must match the pattern \`${validator}\``);
  }
}

export function checkEmail(value: unknown): void {
  if (!isEmail(show(value))) {
    mismatch('The input must be a valid email');
  }
}

/** `allowed` are the declared or rendered values of a SELECT, ENUM or MULTISELECT. */
export function checkChoice(value: unknown, allowed: readonly unknown[]): void {
  const texts = allowed.map(show);
  const chosen = Array.isArray(value) ? value : [value];
  if (!chosen.every((item) => texts.includes(show(item)))) {
    mismatch(`it must match the values \`[${texts.join(', ')}]\``);
  }
}
