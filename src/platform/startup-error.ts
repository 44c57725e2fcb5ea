/**
 * The server or a command cannot go on, and the operator can do something about it. `main.ts` prints the message
 * without a stack and ends with `exitCode` (cli.md: 1 failed, 2 wrong usage).
 */
export class StartupError extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StartupError';
  }
}
