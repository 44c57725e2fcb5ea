import { Property } from '../api/property.js';
import type { TemporalFormats } from './temporal.js';

/** How tasks that write text show dates. A text that looks like a date is not one. */
export abstract class TemporalProperties implements TemporalFormats {
  @Property('string', { description: 'java.time pattern of dates.' })
  dateFormat = 'yyyy-MM-dd';

  @Property('string', { description: 'java.time pattern of times of day.' })
  timeFormat = 'HH:mm:ss[XXX]';

  @Property('string', { description: 'java.time pattern of dates with times.' })
  dateTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.SSS[XXX]";

  @Property('string', {
    description: 'Time zone in which points in time are shown; default: where they were written.',
  })
  timeZoneId: string | undefined = undefined;
}
