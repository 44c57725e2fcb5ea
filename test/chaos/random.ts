/** Numbers in [0, 1), the same for the same seed (mulberry32): a failure can be tried again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: `CHAOS_SEED`, else a new one. Printed, because only it makes a failure repeatable. */
export function seedOf(title: string): number {
  const given = process.env['CHAOS_SEED'];
  const seed = given === undefined ? Date.now() % 1_000_000 : Number(given);
  process.stdout.write(`${title}: CHAOS_SEED=${seed}\n`);
  return seed;
}
