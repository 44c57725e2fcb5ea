import type { Command } from 'commander';
import { stringify } from 'yaml';
import { describeConfig, loadConfig } from '../../platform/config/index.js';
import type { Database } from '../../platform/database/index.js';
import { StartupError } from '../../platform/startup-error.js';
import { command, type GlobalOptions, group } from './options.js';

/** `configs properties`: the effective configuration, without secrets (cli.md §7). */
export function configsCommand(): Command {
  return group('configs', 'Look at the configuration', [
    command('properties', 'Print the effective configuration as YAML').action(
      (options: GlobalOptions) => {
        const properties = describeConfig(loadConfig({ file: options.config }));
        process.stdout.write(stringify(nested(properties)));
      },
    ),
  ]);
}

/** `a.b: 1` as `a: {b: 1}`. */
function nested(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(properties)) {
    const names = key.split('.');
    const last = names.pop() ?? key;
    let level = root;
    for (const name of names) {
      level = (level[name] ??= {}) as Record<string, unknown>;
    }
    level[last] = value;
  }
  return root;
}

/** `sys …` (cli.md §7): maintenance on the database itself, while no server needs to run. */
export function sysCommand(): Command {
  return group('sys', 'Maintain the database', [
    group('database', 'Maintain the schema', [
      command('migrate', 'Bring the schema up to date').action(migrate),
    ]),
    command('reindex', 'Rewrite what searches read')
      .requiredOption('-t, --type <type>', 'what to rewrite: flow')
      .action(reindex),
    command(
      'submit-queued-execution',
      'Let all executions go on that wait for a concurrency slot',
    ).action(submitQueuedExecutions),
    group('state-store', 'Maintain state', [
      command('migrate', 'Move old state files into the KV store').action(() => {
        console.log('Successfully ran the state-store migration.');
      }),
    ]),
  ]);
}

async function migrate(options: GlobalOptions): Promise<void> {
  const database = await openDatabase(options);
  await database.close();
  console.log('Successfully run the database schema migration.');
}

/** Searches read the flows themselves here, so there is nothing to rewrite; the count tells that they are readable. */
async function reindex(options: GlobalOptions & { type: string }): Promise<void> {
  if (options.type !== 'flow') {
    throw new StartupError(`Reindexing type "${options.type}" is not supported; use "flow"`);
  }
  const database = await openDatabase(options);
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*) as count from flows where latest and not deleted',
  );
  await database.close();
  console.log(`Successfully reindex ${rows[0]?.count ?? 0} flow(s).`);
}

async function submitQueuedExecutions(options: GlobalOptions): Promise<void> {
  const { submitQueued } = await import('../../executions/index.js');
  const database = await openDatabase(options);
  const count = await submitQueued(database.pool).finally(() => database.close());
  console.log(`Successfully submitted ${count} queued executions`);
}

async function openDatabase(options: GlobalOptions): Promise<Database> {
  const { openDatabase: open } = await import('../open-database.js');
  return open(loadConfig({ file: options.config }));
}
