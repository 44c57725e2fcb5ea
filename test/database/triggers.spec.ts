import { afterEach, describe, expect, test } from '@jest/globals';
import { type ExecutionRow, World } from '../support/trigger-world.js';
import { startServerProcess } from '../support/server.js';
import { waitFor } from '../support/wait-for.js';

const SECOND = 1_000;

let world: World;
afterEach(() => world.end());

const flow = (id: string, trigger: string, more = ''): string => `
id: ${id}
namespace: team
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.date ?? 'none' }}"
triggers:
  - id: t
    type: io.kestra.plugin.core.trigger.Schedule
    ${trigger.trim().replaceAll('\n', '\n    ')}
${more}`;

const EVERY_SECOND = `cron: "* * * * * *"\nwithSeconds: true`;
const YEARLY = `cron: "0 0 1 1 *"\ntimezone: UTC`;

describe('a schedule', () => {
  test('fires at its dates with what it declares, one execution after another', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(
      server,
      flow(
        'every-second',
        `${EVERY_SECOND}\ntimezone: Asia/Kolkata\nlabels: {at: "{{ trigger.date }}"}\ninputs: {n: "{{ 1 + 1 }}"}`,
        'inputs:\n  - {id: n, type: INT}\n  - {id: d, type: STRING, defaults: x}',
      ),
    );
    const rows = await waitFor(async () => {
      const found = await world.executions('every-second');
      return found.filter(({ state }) => state === 'SUCCESS').length >= 3 ? found : undefined;
    });
    const [{ document }] = rows as [ExecutionRow];
    expect(document.inputs).toEqual({ n: 2, d: 'x' });
    expect(document.trigger.variables['date']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30$/);
    expect(Date.parse(String(document.trigger.variables['next']))).toBe(
      Date.parse(String(document.trigger.variables['date'])) + SECOND,
    );
    expect(document.variables).toEqual({ schedule: document.trigger.variables });
    expect(document.labels).toEqual([{ key: 'at', value: document.trigger.variables['date'] }]);
    const dates = await world.dates('every-second');
    expect(new Set(dates).size).toBe(dates.length);
  }, 60_000);

  test('of two schedulers each date is settled once, and the second takes over when the first is gone', async () => {
    world = await World.make();
    const api = await world.start('webserver');
    const first = await world.start('scheduler');
    await world.start('scheduler');
    for (let n = 0; n < 5; n++) {
      await world.save(api, flow(`shared-${n}`, `${EVERY_SECOND}\nallowConcurrent: true`));
    }
    await waitFor(async () => (await world.dates('shared-0')).length >= 3);
    await world.stop(first);
    const before = (await world.dates('shared-0')).length;
    await waitFor(async () => (await world.dates('shared-0')).length >= before + 3, 30_000);
    for (let n = 0; n < 5; n++) {
      const instants = (await world.dates(`shared-${n}`)).map((date) => Date.parse(date) / SECOND);
      expect(instants).toEqual(instants.map((_, index) => (instants[0] ?? 0) + index));
    }
  }, 60_000);

  test('goes on when the process that evaluated it was killed', async () => {
    world = await World.make();
    const killed = await startServerProcess({
      roles: ['scheduler'],
      databaseUrl: world.databaseUrl,
    });
    const api = await world.start('webserver', 'scheduler');
    await world.save(api, flow('survivor', `${EVERY_SECOND}\nallowConcurrent: true`));
    await waitFor(async () => (await world.dates('survivor')).length >= 2);
    await killed.kill();
    const before = (await world.dates('survivor')).length;
    await waitFor(async () => (await world.dates('survivor')).length >= before + 3, 30_000);
    const instants = (await world.dates('survivor')).map((date) => Date.parse(date) / SECOND);
    expect(instants).toEqual(instants.map((_, index) => (instants[0] ?? 0) + index));
  }, 60_000);

  test('waits for the execution before, goes on when it is unlocked, and stops after the states it names', async () => {
    world = await World.make();
    // Nobody executes: the execution stays CREATED.
    const api = await world.start('webserver', 'scheduler');
    await world.save(api, flow('locked', `${EVERY_SECOND}\nstopAfter: [SUCCESS]`));
    await waitFor(async () => (await world.trigger('locked'))?.execution_id);
    const again = await world.call(api, 'POST', 'triggers/team/locked/t/unlock');
    expect(again.status).toBe(200);
    await waitFor(async () => (await world.executions('locked')).length === 2);
    expect((await world.call(api, 'GET', 'triggers/team/locked')).body.results[0]).toMatchObject({
      locked: true,
      disabled: false,
    });
    await world.start('executor', 'worker');
    await waitFor(async () => (await world.trigger('locked'))?.disabled);
    const count = (await world.executions('locked')).length;
    expect((await world.trigger('locked'))?.execution_id).toBeNull();
    expect((await world.executions('locked')).length).toBe(count);
  }, 60_000);

  test('a condition that cannot be decided makes a failed execution, an input that does not fit too', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(
      server,
      flow(
        'undecided',
        `${EVERY_SECOND}\nconditions:\n  - type: io.kestra.plugin.core.condition.Expression\n    expression: "{{ nothing.there }}"`,
      ),
    );
    await world.save(server, flow('unfit', EVERY_SECOND, 'inputs:\n  - {id: n, type: INT}'));
    for (const id of ['undecided', 'unfit']) {
      const [row] = await waitFor(async () => {
        const rows = await world.executions(id);
        return rows.length >= 2 ? rows : undefined;
      });
      expect(row).toMatchObject({ state: 'FAILED' });
      const { rows } = await world.client.query(
        'select message from logs where execution_id = $1 and trigger_id is not null',
        [row?.id],
      );
      expect(rows).toHaveLength(1);
    }
  }, 60_000);

  test('a list of dates fires at each of them, past ones at once, and then waits', async () => {
    world = await World.make();
    const server = await world.start();
    const source = flow(
      'list',
      'dates: ["2024-05-02T10:00:00+02:00", "2024-05-01T10:00:00Z"]',
    ).replace('trigger.Schedule', 'trigger.ScheduleOnDates');
    await world.save(server, source);
    await waitFor(
      async () =>
        (await world.executions('list')).filter(({ state }) => state === 'SUCCESS').length === 2,
    );
    const rows = await world.executions('list');
    expect(
      rows.map(({ document }) => (document as { scheduleDate?: string }).scheduleDate),
    ).toEqual(['2024-05-01T10:00:00.000Z', '2024-05-02T08:00:00.000Z']);
    expect(Date.parse((await world.trigger('list'))?.next_date ?? '')).toBeGreaterThan(
      Date.now() + 300 * 86_400 * SECOND,
    );
  }, 60_000);
});

describe('dates missed while no scheduler ran', () => {
  test.each([
    ['ALL', (missed: number): number => missed],
    ['LAST', (): number => 1],
    ['NONE', (): number => 0],
  ])(
    'are made up for as %s says',
    async (mode, expected) => {
      world = await World.make();
      const api = await world.start('webserver');
      await world.save(
        api,
        flow('missed', `cron: "* * * * *"\nallowConcurrent: true\nrecoverMissedSchedules: ${mode}`),
      );
      await world.call(api, 'GET', 'triggers/team/missed');
      await world.client.query(
        `update triggers set next_date = date_trunc('minute', now()) - interval '4 minutes' where flow_id = 'missed'`,
      );
      const due = Date.parse((await world.trigger('missed'))?.next_date ?? '');
      const startedAt = Date.now();
      await world.start('scheduler');
      await waitFor(
        async () => Date.parse((await world.trigger('missed'))?.next_date ?? '') > startedAt,
      );
      const made = (await world.dates('missed')).filter((date) => Date.parse(date) <= startedAt);
      expect(made).toHaveLength(expected(Math.floor((startedAt - due) / 60_000) + 1));
    },
    60_000,
  );
});

describe('a backfill', () => {
  test('makes one execution after another, may be paused, and gives back the regular date', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(
      server,
      flow('past', `${YEARLY}`, 'inputs:\n  - {id: who, type: STRING, defaults: nobody}'),
    );
    const ref = { namespace: 'team', flowId: 'past', triggerId: 't' };
    const regular = (await world.call(server, 'GET', 'triggers/team/past')).body.results[0]?.[
      'nextExecutionDate'
    ];
    const created = await world.call(server, 'PUT', 'triggers/backfill/create', {
      ...ref,
      backfill: {
        start: '2019-06-01T00:00:00Z',
        end: '2023-06-01T00:00:00Z',
        inputs: { who: 'me' },
        labels: { kind: 'old' },
      },
    });
    expect(created.body).toMatchObject({
      backfill: {
        currentDate: '2020-01-01T00:00:00.000Z',
        paused: false,
        previousNextExecutionDate: regular,
      },
    });
    await waitFor(
      async () =>
        (await world.executions('past')).filter(({ state }) => state === 'SUCCESS').length === 4,
    );
    expect(await world.dates('past')).toEqual(
      ['2020', '2021', '2022', '2023'].map((year) => `${year}-01-01T00:00:00Z`),
    );
    const [row] = await world.executions('past');
    expect(row?.document).toMatchObject({
      inputs: { who: 'me' },
      labels: [{ key: 'kind', value: 'old' }],
    });
    const after = (await world.call(server, 'GET', 'triggers/team/past')).body.results[0];
    expect(after?.['nextExecutionDate']).toBe(regular);
    expect(after?.['backfill']).toBeUndefined();
    expect((await world.call(server, 'PUT', 'triggers/backfill/pause', ref)).status).toBe(400);
  }, 60_000);

  test('nothing happens while it is paused, and a second one is refused', async () => {
    world = await World.make();
    const api = await world.start('webserver');
    await world.save(api, flow('paused', YEARLY));
    const ref = { namespace: 'team', flowId: 'paused', triggerId: 't' };
    const backfill = { start: '2019-06-01T00:00:00Z' };
    await world.call(api, 'PUT', 'triggers/backfill/create', { ...ref, backfill });
    expect(
      (await world.call(api, 'PUT', 'triggers/backfill/create', { ...ref, backfill })).status,
    ).toBe(409);
    expect(
      (await world.call(api, 'PUT', 'triggers/backfill/pause', ref)).body.backfill?.paused,
    ).toBe(true);
    await world.start('scheduler');
    const probe = flow('probe', `${EVERY_SECOND}`);
    await world.save(api, probe);
    await waitFor(async () => (await world.executions('probe')).length > 0);
    expect(await world.executions('paused')).toEqual([]);
    expect(
      (await world.call(api, 'POST', 'triggers/backfill/delete', ref)).body.backfill,
    ).toBeUndefined();
  }, 60_000);
});

describe('the rows of triggers', () => {
  test('follow the flow: a removed trigger loses its state, a changed one begins anew, a disabled one sleeps', async () => {
    world = await World.make();
    const server = await world.start();
    await world.save(server, flow('rows', YEARLY));
    const row = await waitFor(() => world.trigger('rows'));
    await world.call(server, 'PUT', 'triggers/set-disabled', {
      namespace: 'team',
      flowId: 'rows',
      triggerId: 't',
      disabled: true,
    });
    await world.call(
      server,
      'PUT',
      'flows/team/rows',
      flow('rows', 'cron: "0 0 1 2 *"\ntimezone: UTC'),
    );
    const changed = await waitFor(async () => {
      const found = await world.trigger('rows');
      return found?.flow_revision === 2 ? found : undefined;
    });
    expect(changed.next_date).not.toEqual(row.next_date);
    expect(changed.disabled).toBe(true);
    await world.call(
      server,
      'PUT',
      'flows/team/rows',
      flow('rows', 'cron: "0 0 1 2 *"\ntimezone: UTC\ndisabled: true'),
    );
    await waitFor(async () => (await world.trigger('rows'))?.next_date === null);
    await world.call(
      server,
      'PUT',
      'flows/team/rows',
      flow('rows', YEARLY).replace('id: t\n', 'id: other\n'),
    );
    await waitFor(async () => (await world.trigger('rows', 'other')) !== undefined);
    expect(await world.trigger('rows')).toBeUndefined();
    await world.call(server, 'DELETE', 'flows/team/rows');
    await waitFor(async () => (await world.trigger('rows', 'other')) === undefined);
  }, 60_000);
});
