/**
 * A set of small numbers as hexadecimal text, four of them a digit: what the engine remembers about the batches of a
 * ForEachItem. A run of equal digits at the beginning is written as one, `f{2500}3`: batches begin and end more or less in
 * order, so the text stays short however many there are, and a change costs no more than its length.
 */
export function hasBit(bitmap: string, index: number): boolean {
  return (digitAt(parsed(bitmap), index >> 2) & maskOf(index)) !== 0;
}

export function withBit(bitmap: string, index: number, set: boolean): string {
  if (hasBit(bitmap, index) === set) {
    return bitmap;
  }
  const place = index >> 2;
  const known = parsed(bitmap);
  const { lead, count, rest } = place < known.count ? unfolded(known) : known;
  const at = place - count;
  const padded = rest.padEnd(at + 1, '0');
  const before = Number.parseInt(padded.charAt(at), 16);
  const digit = set ? before | maskOf(index) : before & ~maskOf(index);
  const changed = padded.slice(0, at) + digit.toString(16) + padded.slice(at + 1);
  return written({ lead, count, rest: changed });
}

/** What is in the one and not in the other. */
export function withoutAll(bitmap: string, others: string): string {
  const other = parsed(others);
  const digits = [...unfolded(parsed(bitmap)).rest].map((digit, place) =>
    (Number.parseInt(digit, 16) & ~digitAt(other, place)).toString(16),
  );
  return written({ lead: '', count: 0, rest: digits.join('') });
}

/** What is in the set, ascending. */
export function* membersOf(bitmap: string): Iterable<number> {
  const known = parsed(bitmap);
  const end = (known.count + known.rest.length) << 2;
  for (let index = known.lead === '0' ? known.count << 2 : 0; index < end; index++) {
    if ((digitAt(known, index >> 2) & maskOf(index)) !== 0) {
      yield index;
    }
  }
}

export function countBits(bitmap: string): number {
  let count = 0;
  for (const _ of membersOf(bitmap)) {
    count++;
  }
  return count;
}

interface Digits {
  /** The digit that the set begins with, `count` times; before `rest`. */
  readonly lead: string;
  readonly count: number;
  readonly rest: string;
}

/** Shorter runs are written out. */
const SHORTEST_RUN = 8;

function parsed(bitmap: string): Digits {
  if (bitmap.charAt(1) !== '{') {
    return { lead: '', count: 0, rest: bitmap };
  }
  const end = bitmap.indexOf('}');
  return {
    lead: bitmap.charAt(0),
    count: Number(bitmap.slice(2, end)),
    rest: bitmap.slice(end + 1),
  };
}

function unfolded({ lead, count, rest }: Digits): Digits {
  return { lead: '', count: 0, rest: lead.repeat(count) + rest };
}

function written({ lead: known, count, rest }: Digits): string {
  const lead = count > 0 ? known : rest.charAt(0);
  let more = 0;
  while (more < rest.length && rest.charAt(more) === lead) {
    more++;
  }
  return count + more < SHORTEST_RUN
    ? known.repeat(count) + rest
    : `${lead}{${count + more}}${rest.slice(more)}`;
}

function digitAt({ lead, count, rest }: Digits, place: number): number {
  return Number.parseInt((place < count ? lead : rest.charAt(place - count)) || '0', 16);
}

function maskOf(index: number): number {
  return 1 << (index & 3);
}
