import { setImmediate as nextRound } from 'node:timers/promises';
import type { Response } from 'express';
import { stringifyJson } from '../../model/json.js';

/** Elements of a list that are written at once. */
const SLICE = 500;

/**
 * Writes a value as JSON, long lists slice by slice: others get their turn in between, and no text of many megabytes
 * comes to be. Resolves when the client can take more.
 */
export async function writeJson(response: Response, value: unknown): Promise<void> {
  for (const piece of jsonPieces(value)) {
    if (!response.write(piece)) {
      await drained(response);
    }
    if (response.destroyed) {
      return;
    }
    await nextRound();
  }
}

/** Resolves when the client can take more, or has gone. */
export async function drained(response: Response): Promise<void> {
  if (response.destroyed) {
    return;
  }
  await new Promise<void>((resolve) => {
    // Whichever comes first takes the other along: a long stream drains many times.
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}

/** Whether it is worth being written in pieces. */
export function isLong(value: unknown): boolean {
  return isLongList(value) || (isPlain(value) && Object.values(value).some(isLongList));
}

/** Together the same text as `stringifyJson(value)`. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (isLongList(value)) {
    yield* listPieces(value);
  } else if (!isPlain(value)) {
    yield stringifyJson(value);
  } else {
    yield* objectPieces(value);
  }
}

function* objectPieces(value: Readonly<Record<string, unknown>>): Generator<string> {
  const members = Object.entries(value).filter(
    ([, member]) => member !== undefined && typeof member !== 'function',
  );
  let text = '{';
  for (const [index, [name, member]] of members.entries()) {
    text += `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
    if (isLongList(member)) {
      yield text;
      yield* listPieces(member);
      text = '';
    } else {
      text += stringifyJson(member);
    }
  }
  yield `${text}}`;
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  for (let from = 0; from < list.length; from += SLICE) {
    const slice = stringifyJson(list.slice(from, from + SLICE)).slice(1, -1);
    yield `${from === 0 ? '[' : ','}${slice}`;
  }
  yield ']';
}

function isLongList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > SLICE;
}

/** What JSON writes member by member. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value)
  );
}
