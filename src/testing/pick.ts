/** One of the list: the same for the same parts, and for others another one as likely as not. */
export function pick<T>(list: readonly [T, ...T[]], ...parts: readonly unknown[]): T {
  let hash = 0;
  for (const char of JSON.stringify(parts)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  // Without it the last parts would hardly count.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return list[((hash ^ (hash >>> 16)) >>> 0) % list.length] ?? list[0];
}
