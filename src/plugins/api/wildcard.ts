import { RE2JS } from 're2js';

/** Does a text match? `*` stands for any text, dots and slashes too, `?` for one character; case matters. */
export function wildcard(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = RE2JS.compile(`(?s)${source}`);
  return (text) => expression.matches(text);
}
