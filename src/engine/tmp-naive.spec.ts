import { test } from '@jest/globals';
import { aFlow, aFlowable, aTask } from '../testing/builders.js';
import { Simulation } from '../testing/simulation.js';

test('trace', () => {
  const flow = aFlow({ tasks: [aFlowable('Parallel', 'p', { tasks: [
    aFlowable('ForEach', 'each', { values: ['a'], tasks: [aFlowable('Parallel', 'q', { tasks: [aTask('w')] }), aTask('never')] }),
    aTask('boom'),
  ] })] });
  for (const first of [0, 1]) {
  const out: string[] = [];
  new Simulation(flow, { choose: (n) => n > 1 ? first : 0, outcome: ({ taskId }) => ({ state: taskId === 'boom' ? 'FAILED' : 'WARNING' }),
    watch: (_v, event, d) => out.push(JSON.stringify(event).slice(0, 200) + '\n     ' + d.changes.map((c) => JSON.stringify(c).slice(0,150)).join('\n     ')+ '\n     ' + d.commands.map((c) => JSON.stringify(c).slice(0,150)).join('\n     ')) }).run();
  console.log(out.slice(-3).join('\n'));
  }
});
