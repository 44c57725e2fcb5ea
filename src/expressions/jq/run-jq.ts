import { Failure } from '../errors.js';
import type { Context } from '../evaluation/context.js';
import { DeadlineExceeded, runWithin } from '../evaluation/deadline.js';
import { MAX_PATTERN_LENGTH, MAX_TEXT_LENGTH } from '../limits.js';
import { parseJson } from '../values/json.js';
import { loadJq, type Jq } from './load-jq.js';

/** The module makes up an environment that names the server's script. */
const WITHOUT_ENVIRONMENT = '{} as $ENV | def env: $ENV; ';

/** What jq says of its own command line, where a program of an expression is not. */
const ABOUT_THE_SHELL =
  /^jq: error(?: \([^)]*\))?: | \(Unix shell quoting issues\?\)|,? at <top-level>.*$/g;

/** Names, indexes and `|` only: visits each value of its input once at most, so that it needs no deadline. */
const WALK = /^(?:[\s?|]|\.(?!\.)(?:[A-Za-z_]\w*)?|\[(?:-?\d+|"[^"\\]*")?\])+$/;

/** Loaded by the first use: the WebAssembly module takes 20 MB that most servers never need. */
let loaded: Jq | undefined;

/** All outputs of a jq program for one JSON text. A program that runs too long, or out of memory, is a Failure. */
export function runJq(
  json: string,
  program: string,
  { session, budget }: Pick<Context, 'session' | 'budget'>,
): unknown[] {
  if (program.length > MAX_PATTERN_LENGTH) {
    throw new Failure(`The jq program is longer than ${MAX_PATTERN_LENGTH} characters`);
  }
  if (json.length > MAX_TEXT_LENGTH) {
    throw new Failure(`jq takes at most ${MAX_TEXT_LENGTH} characters`);
  }
  const jq = session.call(() => loaded ?? load()) as Jq;
  return outputsOf(jq, { json, program, milliseconds: budget.remainingMilliseconds() }).map(
    parseJson,
  );
}

async function load(): Promise<Jq> {
  loaded = await loadJq();
  return loaded;
}

interface Run {
  readonly json: string;
  readonly program: string;
  readonly milliseconds: number;
}

function outputsOf(jq: Jq, { json, program, milliseconds }: Run): string[] {
  const { exitCode } = process;
  try {
    const work = (): string => jq.raw(json, WITHOUT_ENVIRONMENT + program, ['-c', '-M']) ?? '';
    const output = WALK.test(program) ? work() : runWithin(milliseconds, work);
    return output.split('\n').filter((line) => line !== '');
  } catch (error) {
    if (!isVerdict(error)) {
      // Stopped in the middle, the instance is broken, and its memory would never shrink.
      loaded = undefined;
    }
    throw new Failure(`The jq program \`${program}\` ${reasonOf(error)}`);
  } finally {
    // The module leaves jq's exit code to the whole process.
    process.exitCode = exitCode;
  }
}

/** jq ran to its end and said no. */
function isVerdict(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'exitCode' in error;
}

function reasonOf(error: unknown): string {
  if (error instanceof DeadlineExceeded) {
    return 'takes too long';
  }
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes('Aborted()')) {
    return 'needs too much memory';
  }
  const lines = text.split('\n');
  const told = lines.find((line) => line.startsWith('jq: error')) ?? lines[0] ?? '';
  return `failed: ${told.replace(ABOUT_THE_SHELL, '')}`;
}
