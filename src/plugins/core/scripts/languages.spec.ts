import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runTask } from '../../../testing/fake-run-context.js';
import { LANGUAGES } from './language.js';

const RESULT = '::{"outputs":{"sum":3}}::';

interface Sample {
  readonly program: string;
  readonly script: string;
  /** Runs a file with the script. */
  readonly command: (file: string) => string;
}

/** A script that prints `{{ flow.id }}`, and a sum by the protocol. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  bun: sample('bun', `console.log('{{ flow.id }}'); console.log('${RESULT}')`, 'bun run'),
  deno: sample('deno', `console.log('{{ flow.id }}'); console.log('${RESULT}')`, 'deno run'),
  julia: sample('julia', `println("{{ flow.id }}"); println(raw${JSON.stringify(RESULT)})`),
  lua: sample('lua', `print('{{ flow.id }}') print('${RESULT}')`),
  node: sample('node', `console.log('{{ flow.id }}'); console.log('${RESULT}')`),
  perl: sample('perl', `print "{{ flow.id }}\\n"; print '${RESULT}', "\\n";`),
  php: sample('php', `<?php echo "{{ flow.id }}\\n"; echo '${RESULT}', "\\n";`),
  r: sample('Rscript', `cat('{{ flow.id }}\\n'); cat('${RESULT}\\n')`),
  ruby: sample('ruby', `puts '{{ flow.id }}'; puts '${RESULT}'`),
};

function sample(program: string, script: string, command = program): Sample {
  return { program, script, command: (file) => `${command} ${file}` };
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

describe.each(Object.entries(SAMPLES))('%s', (name, { program, script, command }) => {
  const extension = LANGUAGES.find((language) => language.name === name)?.extension ?? '';
  const [testHere, reason] = isInstalled(program)
    ? [test, '']
    : [test.skip, ` (not run: ${program} is not installed here)`];

  async function run(properties: Record<string, unknown>): Promise<void> {
    const taskRunner = { type: 'io.kestra.plugin.core.runner.Process' };
    const result = await runTask({ task: { type: '', taskRunner, ...properties } });
    expect(result.logs.map(({ level, message }) => `${level} ${message}`)).toEqual(['INFO flow']);
    expect(result.output.outputs).toEqual({ exitCode: 0, vars: { sum: 3 }, outputFiles: {} });
  }

  testHere(`runs a script${reason}`, () =>
    run({ type: `io.kestra.plugin.scripts.${name}.Script`, script }),
  );

  testHere(`runs commands${reason}`, () =>
    run({
      type: `io.kestra.plugin.scripts.${name}.Commands`,
      inputFiles: { [`main${extension}`]: script },
      commands: [command(`main${extension}`)],
    }),
  );
});
