export const AGGREGATIONS = ['sum', 'avg', 'min', 'max'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export const BUCKET_UNITS = ['minute', 'hour', 'day', 'week', 'month'] as const;
export type BucketUnit = (typeof BUCKET_UNITS)[number];

export interface Bucket {
  /** Beginning of the bucket, an instant. */
  readonly date: string;
  readonly value: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** api.md §8: the longer the span, the wider the buckets. */
export function bucketUnit(startDate: string, endDate: string): BucketUnit {
  const span = Date.parse(endDate) - Date.parse(startDate);
  if (span <= 6 * HOUR) {
    return 'minute';
  }
  if (span <= DAY) {
    return 'hour';
  }
  if (span <= 180 * DAY) {
    return 'day';
  }
  return span <= 365 * DAY ? 'week' : 'month';
}

/** One bucket for every unit of time from start to end (UTC); 0 where nothing was measured. */
export function filledBuckets(
  found: readonly Bucket[],
  startDate: string,
  endDate: string,
  unit: BucketUnit,
): Bucket[] {
  const values = new Map(found.map(({ date, value }) => [Date.parse(date), value]));
  const buckets: Bucket[] = [];
  const end = Date.parse(endDate);
  for (let at = floorTo(unit, Date.parse(startDate)); at <= end; at = next(unit, at)) {
    buckets.push({ date: new Date(at).toISOString(), value: values.get(at) ?? 0 });
  }
  return buckets;
}

function floorTo(unit: BucketUnit, time: number): number {
  const date = new Date(time);
  switch (unit) {
    case 'minute':
      return date.setUTCSeconds(0, 0);
    case 'hour':
      return date.setUTCMinutes(0, 0, 0);
    case 'day':
      return date.setUTCHours(0, 0, 0, 0);
    case 'week':
      // Weeks begin on Monday, as in date_trunc.
      return new Date(date.setUTCHours(0, 0, 0, 0)).setUTCDate(
        date.getUTCDate() - ((date.getUTCDay() + 6) % 7),
      );
    case 'month':
      return new Date(date.setUTCHours(0, 0, 0, 0)).setUTCDate(1);
  }
}

function next(unit: BucketUnit, time: number): number {
  const date = new Date(time);
  switch (unit) {
    case 'minute':
      return time + 60_000;
    case 'hour':
      return time + HOUR;
    case 'day':
      return time + DAY;
    case 'week':
      return time + 7 * DAY;
    case 'month':
      return date.setUTCMonth(date.getUTCMonth() + 1);
  }
}
