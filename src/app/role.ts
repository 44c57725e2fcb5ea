/** What a process does; `server standalone` does all of it (design: one engine everywhere). */
export const ROLES = ['webserver', 'executor', 'scheduler', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** Something that works on its own from `start` until `stop` has resolved. */
export interface Loop {
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}
