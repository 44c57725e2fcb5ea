/**
 * What one rendering may cost. Templates are written by users and evaluated inside the server's turn, so a runaway
 * template must fail by itself; each limit is far above what a real flow needs.
 */

/** Upstream's limit for re-rendering until the text is stable (expressions.md §1.3). */
export const MAX_RENDER_PASSES = 100;

/** Nested brackets, tags and macro calls: well inside what the JavaScript stack carries. */
export const MAX_DEPTH = 200;

/** Names, operators, literals and pieces of text in one template: each one takes about 3 µs and 300 bytes to compile. */
export const MAX_TOKENS = 300_000;

/** Loop rounds, generated list elements and macro calls of one rendering. */
export const MAX_STEPS = 1_000_000;

/** Values that are visited while structures are copied: parts that occur many times make them exponentially large. */
export const MAX_VALUES = 5_000_000;

/** Digits of a number of any size: arithmetic on long ones takes ever longer. */
export const MAX_DIGITS = 10_000;

/** Characters of one text: rendered values are kept in memory and in one database row. */
export const MAX_TEXT_LENGTH = 32 * 1024 * 1024;

/** Time of one synchronous evaluation: everything else in the process waits for it. */
export const MAX_MILLISECONDS = 5_000;

/** Calls that answer later (`read()`, `kv()`, …) in one rendering: each one evaluates the template again. */
export const MAX_DELAYED_CALLS = 1_000;

/** A user's regular expression: long ones are generated, and costly to compile. */
export const MAX_PATTERN_LENGTH = 2_000;

/** Text that a user's regular expression may run over. */
export const MAX_MATCHED_LENGTH = 4 * 1024 * 1024;

/** Time of one search with look-around or back-references, whose cost can grow exponentially. */
export const MAX_BACKTRACKING_MILLISECONDS = 250;

/** Parsed templates kept, by number and by characters of their source. */
export const MAX_CACHED_TEMPLATES = 5_000;
export const MAX_CACHED_CHARACTERS = 8 * 1024 * 1024;
