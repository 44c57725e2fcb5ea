/** The same runs each time, unless `PROPERTY_RUNS` and `PROPERTY_SEED` ask for others, to look for trouble. */
export function runs(numRuns: number): { readonly numRuns: number; readonly seed: number } {
  return {
    numRuns: Number(process.env['PROPERTY_RUNS'] ?? numRuns),
    seed: Number(process.env['PROPERTY_SEED'] ?? 20261122),
  };
}
