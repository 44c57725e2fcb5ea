/** Texts of our own as a list for `in`; what users say is bound instead. */
export function textList(texts: readonly string[]): string {
  return `(${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')})`;
}
