/** Several documents in one text are separated by lines that say `---` (api.md §6). Empty documents are left out. */
export function splitDocuments(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/^---[ \t]*\r?$\n?/m)
    .filter((document) => document.trim() !== '');
}

/** Whether two sources say the same; a `revision:` line does not count (engine.md §21.3). */
export function sameSource(left: string, right: string): boolean {
  return left === right || withoutRevision(left) === withoutRevision(right);
}

function withoutRevision(source: string): string {
  return source.replace(/^revision:.*(?:\r?\n|$)/m, '').trimEnd();
}

/** The source with its top-level `disabled:` line rewritten, or one appended. */
export function withDisabled(source: string, disabled: boolean): string {
  const line = `disabled: ${disabled}`;
  if (/^disabled:.*$/m.test(source)) {
    return source.replace(/^disabled:[^\r\n]*/m, line);
  }
  return `${source}${source === '' || source.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/** The source with its first top-level `namespace:` line rewritten. */
export function withNamespace(source: string, namespace: string): string {
  return source.replace(/^namespace:[^\r\n]*/m, `namespace: ${namespace}`);
}
