import type { Installation } from './installation.js';
import { faultsOf, readHistories } from '../support/history-checker.js';
import { waitFor } from '../support/wait-for.js';
import { EXPECTED } from './flows.js';
import type { Load } from './load.js';

const SHOWN = 30;

/**
 * Waits until nothing is under way any more and says what went wrong: nothing, hopefully.
 * @throws Error naming what does not end.
 */
export async function verdict(
  installation: Installation,
  { accepted }: Load,
  deadlineMs: number,
): Promise<string[]> {
  const { database } = installation;
  await waitFor(async () => {
    const { rows } = await database.query<{ what: string }>(OPEN);
    if (rows.length > 0) {
      const open = rows.map(({ what }) => what).join('; ');
      throw new Error(`not at rest: ${open}\n${installation.logs}`);
    }
    return true;
  }, deadlineMs);
  const faults = faultsOf(await readHistories(database), { accepted, flows: EXPECTED });
  return faults.length > SHOWN
    ? [...faults.slice(0, SHOWN), `… and ${faults.length - SHOWN} more`]
    : faults;
}

/** Executions and rows that are still to be dealt with, a line per kind. */
const OPEN = `
  select flow_id || ' ' || state || ' ' || count(*) || ', e.g. ' || min(id) as what from executions
    where owner is not null or state not in
      ('SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED', 'RETRIED', 'SKIPPED')
    group by flow_id, state
  union all select count(*) || ' jobs' from worker_jobs having count(*) > 0
  union all select count(*) || ' events' from execution_events having count(*) > 0
  union all select count(*) || ' delays' from execution_delays having count(*) > 0
  union all select count(*) || ' slots' from concurrency_slots having count(*) > 0
  union all select count(*) || ' queued' from concurrency_queue having count(*) > 0`;
