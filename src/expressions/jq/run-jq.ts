import { Failure } from '../errors.js';
import { MAX_PATTERN_LENGTH, MAX_TEXT_LENGTH } from '../limits.js';
import type { Session } from '../evaluation/session.js';
import { parseJson } from '../values/json.js';

interface Jq {
  raw(json: string, program: string, flags: readonly string[]): string;
}

/** The module makes up an environment that names the server's script. */
const WITHOUT_ENVIRONMENT = '{} as $ENV | def env: $ENV; ';

/** Loaded by the first use: the WebAssembly module takes 20 MB that most servers never need. */
let loaded: Jq | undefined;

/** All outputs of a jq program for one JSON text. */
export function runJq(json: string, program: string, session: Session): unknown[] {
  if (program.length > MAX_PATTERN_LENGTH) {
    throw new Failure(`The jq program is longer than ${MAX_PATTERN_LENGTH} characters`);
  }
  if (json.length > MAX_TEXT_LENGTH) {
    throw new Failure(`jq takes at most ${MAX_TEXT_LENGTH} characters`);
  }
  const jq = session.call(() => loaded ?? load()) as Jq;
  return outputsOf(jq, json, program).map(parseJson);
}

async function load(): Promise<Jq> {
  const { default: ready } = await import('jq-web');
  const { raw } = await ready;
  loaded = { raw };
  return loaded;
}

function outputsOf(jq: Jq, json: string, program: string): string[] {
  try {
    const output = jq.raw(json, WITHOUT_ENVIRONMENT + program, ['-c', '-M']);
    return output.split('\n').filter((line) => line !== '');
  } catch (error) {
    throw new Failure(
      `The jq program \`${program}\` failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
