/** First in, first out; taking costs the same however many wait. */
class Fifo<T> {
  /** Undefined where something was taken: nothing is kept alive that is not waiting. */
  private items: (T | undefined)[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head >= this.items.length) {
      this.items = [];
      this.head = 0;
    } else if (this.head > 1_000 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}

/** Whose turn it is: each key in a row, one item at a time. */
class Rounds<Q> {
  private readonly byKey = new Map<string, Q>();
  /** Every key once; the map itself would take longer the more keys had gone before. */
  private readonly order = new Fifo<string>();

  get isEmpty(): boolean {
    return this.byKey.size === 0;
  }

  of(key: string, create: () => Q): Q {
    const known = this.byKey.get(key);
    if (known !== undefined) {
      return known;
    }
    const queue = create();
    this.byKey.set(key, queue);
    this.order.push(key);
    return queue;
  }

  /** `take` says whether something is left in the queue: then its key comes again after all others. */
  next(take: (queue: Q) => boolean): void {
    const key = this.order.shift();
    const queue = key === undefined ? undefined : this.byKey.get(key);
    if (key === undefined || queue === undefined) {
      return;
    }
    if (take(queue)) {
      this.order.push(key);
    } else {
      this.byKey.delete(key);
    }
  }
}

/**
 * A queue in which nobody waits for everything that somebody else put in before: groups take turns, within a group its
 * members, within a member what came first. Thousands of items of one member delay an item of another by one turn.
 */
export class FairQueue<T> {
  private readonly groups = new Rounds<Rounds<Fifo<T>>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  push(group: string, member: string, item: T): void {
    this.count++;
    this.groups
      .of(group, () => new Rounds())
      .of(member, () => new Fifo<T>())
      .push(item);
  }

  /** Undefined when it is empty. */
  shift(): T | undefined {
    let item: T | undefined;
    this.groups.next((members) => {
      members.next((items) => {
        item = items.shift();
        return items.size > 0;
      });
      return !members.isEmpty;
    });
    this.count -= item === undefined ? 0 : 1;
    return item;
  }
}
