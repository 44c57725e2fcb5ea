const NAMES = 'true = True; false = False; null = None';

/** Such imports must come before everything else. */
const FUTURE_IMPORT = /^from __future__ import +(?:\([^)]*\)|[^\n(]*)\n/gm;

/** What an expression renders is JSON: a script that mentions JSON's own names finds them defined. */
export function withJsonNames(script: string): string {
  if (!/\b(?:true|false|null)\b/.test(script)) {
    return script;
  }
  const last = [...script.matchAll(FUTURE_IMPORT)].at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return `${script.slice(0, at)}${NAMES}\n${script.slice(at)}`;
}
