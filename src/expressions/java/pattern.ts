import { RE2JS } from 're2js';
import { checkLength } from '../evaluation/budget.js';
import { Failure } from '../errors.js';
import { MAX_MATCHED_LENGTH, MAX_PATTERN_LENGTH } from '../limits.js';
import { boundedMatches } from './bounded-matches.js';
import { toRe2 } from './pattern-syntax.js';

interface Match {
  readonly start: number;
  readonly end: number;
  /** The text of a group by number or name; empty when it took no part. Throws for an unknown group. */
  group(key: number | string): string;
}

type FindAll = (text: string) => Iterable<Match>;

/** Look-around and back-references, which linear-time matching cannot offer. */
const NEEDS_BACKTRACKING = /\(\?<?[=!]|\(\?>|\\[1-9]|\\k</;

const MAX_COMPILED = 200;

const compiled = new Map<string, Pattern>();

/**
 * A regular expression of a user in Java's syntax. Matching takes linear time (RE2); only patterns that need
 * look-around or back-references run on the backtracking engine, for a short time at most.
 */
export class Pattern {
  private constructor(private readonly findAll: FindAll) {}

  static of(source: string): Pattern {
    const known = compiled.get(source);
    if (known !== undefined) {
      return known;
    }
    if (source.length > MAX_PATTERN_LENGTH) {
      throw new Failure(`The regular expression is longer than ${MAX_PATTERN_LENGTH} characters`);
    }
    const pattern = new Pattern(
      NEEDS_BACKTRACKING.test(source) ? backtracking(source) : linear(source),
    );
    if (compiled.size >= MAX_COMPILED) {
      compiled.clear();
    }
    compiled.set(source, pattern);
    return pattern;
  }

  /** Java's split: without limit trailing empty parts are dropped, a negative limit keeps them. */
  split(text: string, limit = 0): string[] {
    const parts: string[] = [];
    let from = 0;
    for (const { start, end } of this.matches(text)) {
      if (limit > 0 && parts.length === limit - 1) {
        break;
      }
      if (end === 0 || (start === end && start === text.length)) {
        continue;
      }
      parts.push(text.slice(from, start));
      from = end;
    }
    parts.push(text.slice(from));
    while (limit === 0 && parts.length > 1 && parts.at(-1) === '') {
      parts.pop();
    }
    return limit === 0 && parts.length === 1 && parts[0] === '' && text !== '' ? [] : parts;
  }

  /** Replaces every match; `$1`, `${name}` and `\\` in the replacement work as in Java. */
  replaceAll(text: string, replacement: string): string {
    let result = '';
    let from = 0;
    for (const match of this.matches(text)) {
      result += text.slice(from, match.start) + expand(replacement, match);
      checkLength(result.length);
      from = match.end;
    }
    return result + text.slice(from);
  }

  test(text: string): boolean {
    return !this.matches(text)[Symbol.iterator]().next().done;
  }

  /** A group of the first match, the whole of it being 0; undefined where nothing matches. */
  firstGroup(text: string, group: number): string | undefined {
    for (const match of this.matches(text)) {
      return match.group(group);
    }
    return undefined;
  }

  /** Does the pattern match all of the text? */
  static matchesWhole(source: string, text: string): boolean {
    const [, flags = '', body = source] = /^(\(\?[a-zA-Z]+\))([\s\S]*)$/.exec(source) ?? [];
    return Pattern.of(`${flags}^(?:${body})$`).test(text);
  }

  private matches(text: string): Iterable<Match> {
    if (text.length > MAX_MATCHED_LENGTH) {
      throw new Failure(`A regular expression runs over at most ${MAX_MATCHED_LENGTH} characters`);
    }
    return this.findAll(text);
  }
}

function linear(source: string): FindAll {
  const pattern = attempt(source, () => RE2JS.compile(toRe2(source)));
  return function* (text) {
    const matcher = pattern.matcher(text);
    while (matcher.find()) {
      yield {
        start: matcher.start(),
        end: matcher.end(),
        group: (key) => matcher.group(key) ?? '',
      };
    }
  };
}

function backtracking(source: string): FindAll {
  const [, letters = '', body = source] = /^\(\?([ims]+)\)([\s\S]*)$/.exec(source) ?? [];
  const pattern = attempt(source, () => new RegExp(body, `${letters}gu`));
  return (text) =>
    boundedMatches(pattern, text).map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      group: (key) => groupOf(match, key),
    }));
}

function groupOf(match: RegExpMatchArray, key: number | string): string {
  const exists =
    typeof key === 'number' ? key < match.length : Object.hasOwn(match.groups ?? {}, key);
  if (!exists) {
    throw new Failure(`The regular expression has no group ${key}`);
  }
  return (typeof key === 'number' ? match[key] : match.groups?.[key]) ?? '';
}

function attempt<T>(source: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`\`${source}\` is not a valid regular expression: ${reason}`);
  }
}

const REFERENCE = /\\([\s\S])|\$(\d)|\$\{([a-zA-Z]\w*)\}|[\\$]/g;

function expand(replacement: string, match: Match): string {
  return replacement.replace(REFERENCE, (all, literal?: string, index?: string, name?: string) => {
    if (literal !== undefined) {
      return literal;
    }
    if (index !== undefined) {
      return match.group(Number(index));
    }
    if (name !== undefined) {
      return match.group(name);
    }
    throw new Failure(`\`${all}\` in a replacement must be written \`\\${all}\``);
  });
}
