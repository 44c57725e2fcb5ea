const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

/** What a plain word means in YAML 1.1, which the readers of flows have always followed; undefined for other texts. */
export function booleanWord(text: string): boolean | undefined {
  return WORDS.get(text);
}
