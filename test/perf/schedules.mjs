// 100,000 scheduled triggers: how long a starting scheduler needs until it has looked at all of them, and until a
// thousand due ones are settled. Usage: node test/perf/schedules.mjs [triggers] [due]   (after `npm run build`)
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [triggers = 100_000, due = 1_000] = process.argv.slice(2).map(Number);
const build = process.env.BUILD ?? 'dist';
const load = (path) => import(pathToFileURL(join(process.cwd(), build, path)).href);
const { Server } = await load('app/server.js');
const { Database } = await load('platform/database/database.js');
const { loadConfig } = await load('platform/config/index.js');

const directory = mkdtempSync(join(tmpdir(), 'schedules-'));
// PostgreSQL may run as another user.
chmodSync(directory, 0o755);
const forced = { 'kestra.data-directory': directory, 'micronaut.server.port': 0 };
const config = loadConfig({ forced, environment: {} });
const perFlow = 10;

// One server writes the data directory, so its database stays open for the measurement.
let server = await Server.start({ config, roles: ['webserver'], log: false });
const database = server.container.get(Database);
const declared = Array.from(
  { length: perFlow },
  (_, n) => `\n  - {id: t${n}, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 0 1 1 *"}`,
).join('');
await database.pool.query(
  `insert into flows (namespace, id, revision, source, triggers_seen)
   select 'perf', 'f' || n, 1, 'id: f' || n || E'\\nnamespace: perf\\ntasks:\\n  - {id: t, type: io.kestra.plugin.core.log.Log, message: x}\\ntriggers:' || $2, true
   from generate_series(1, $1::int) n`,
  [triggers / perFlow, declared],
);
await database.pool.query(
  `insert into triggers (namespace, flow_id, trigger_id, type, flow_revision, next_date)
   select 'perf', 'f' || n, 't' || t, 'io.kestra.plugin.core.trigger.Schedule', 1, now() + interval '1 day' + n * interval '1 second'
   from generate_series(1, $1::int) n, generate_series(0, $2::int - 1) t`,
  [triggers / perFlow, perFlow],
);
await database.pool.query('analyze');
await server.stop();

const restart = performance.now();
server = await Server.start({ config, roles: ['webserver', 'scheduler'], log: false });
const pool = server.container.get(Database).pool;
console.log(`start with ${triggers} triggers: ${Math.round(performance.now() - restart)} ms`);
for (let round = 0; round < 3; round++) {
  await pool.query(
    `update triggers set next_date = now() + interval '2 seconds', execution_id = null
     where flow_id = any(array(select 'f' || n from generate_series(1, $1::int) n))`,
    [due / perFlow],
  );
  const { rows } = await pool.query(
    `select max(next_date) as at from triggers where next_date < now() + interval '1 hour'`,
  );
  const at = Date.parse(rows[0].at);
  for (;;) {
    const { rows: left } = await pool.query(
      `select count(*) as n from triggers where next_date < now() + interval '1 hour'`,
    );
    if (Number(left[0].n) === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  console.log(
    `round ${round + 1}: ${due} due triggers settled ${Date.now() - at} ms after their date`,
  );
}
await server.stop();
rmSync(directory, { recursive: true, force: true });
