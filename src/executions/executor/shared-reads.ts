interface Reads<T> {
  running: Promise<T>;
  next: Promise<T> | undefined;
}

/**
 * Reads of the same thing that are asked for while one is under way become one more read: what it finds is as new as each
 * of them may ask, and many askers cost two reads.
 */
export class SharedReads<T> {
  private readonly byKey = new Map<string, Reads<T>>();

  get(key: string, read: () => Promise<T>): Promise<T> {
    const reads = this.byKey.get(key);
    if (reads === undefined) {
      const first: Reads<T> = { running: read(), next: undefined };
      this.byKey.set(key, first);
      void first.running.catch(() => undefined).then(() => this.ended(key, first));
      return first.running;
    }
    reads.next ??= reads.running.catch(() => undefined).then(() => read());
    return reads.next;
  }

  private ended(key: string, reads: Reads<T>): void {
    if (reads.next === undefined) {
      this.byKey.delete(key);
      return;
    }
    const following: Reads<T> = { running: reads.next, next: undefined };
    this.byKey.set(key, following);
    void following.running.catch(() => undefined).then(() => this.ended(key, following));
  }
}
