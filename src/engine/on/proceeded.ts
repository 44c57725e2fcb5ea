import type { Handler } from './handler.js';

export const onProceeded: Handler<'Proceeded'> = (draft) => {
  draft.touchAll();
  return undefined;
};
