import { allPlugins } from '../plugins/index.js';

/** Names and aliases of the tasks that run in heavy lanes. */
export function heavyTypes(): ReadonlySet<string> {
  const heavy = allPlugins().filter((plugin) => plugin.heavy);
  return new Set(heavy.flatMap(({ type, aliases }) => [type, ...aliases]));
}
