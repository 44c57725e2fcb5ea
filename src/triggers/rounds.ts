/** Runs rounds one after another: after the pause that the last one asked for, or at once when woken. */
export class Rounds {
  private running = false;
  private current: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    /** Resolves with the longest pause until the next round, in milliseconds. */
    private readonly round: () => Promise<number>,
    private readonly onError: (error: unknown) => void,
    private readonly pauseAfterErrorMs = 1_000,
  ) {}

  start(): void {
    this.running = true;
    this.wake();
  }

  /** Resolves when the round under way is over. */
  async stop(): Promise<void> {
    this.running = false;
    clearTimeout(this.timer);
    await this.current;
  }

  /** A round from now on, or one more after the one under way. */
  wake(): void {
    if (!this.running) {
      return;
    }
    if (this.current !== undefined) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.current = this.round()
      .catch((error: unknown) => {
        this.onError(error);
        return this.pauseAfterErrorMs;
      })
      .then((pauseMs) => this.pause(pauseMs));
  }

  private pause(pauseMs: number): void {
    this.current = undefined;
    if (this.again) {
      this.again = false;
      this.wake();
    } else if (this.running) {
      this.timer = setTimeout(() => this.wake(), Math.max(0, pauseMs));
    }
  }
}
