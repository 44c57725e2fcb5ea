import { IllegalStateError } from '../model/errors.js';

/** No space, the quota used up, no more inodes. */
const FULL = ['ENOSPC', 'EDQUOT'];

/** The error with the place that is full and what to do about it; any other error stays as it is. */
export function diskFull(error: unknown, place: string, setting: string): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code !== undefined && FULL.includes(code)
    ? new IllegalStateError(
        `There is no space left in ${place}: nothing was written. Free some, or set ${setting} to a larger disk`,
        { cause: error },
      )
    : error;
}
