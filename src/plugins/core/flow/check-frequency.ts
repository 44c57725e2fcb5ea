import { Property } from '../../api/property.js';

/** How often and how long a loop tests its condition. */
export class CheckFrequency {
  @Property('integer', { description: 'Most rounds.' })
  maxIterations?: number;

  @Property('duration', { description: 'Longest time.' })
  maxDuration?: number;

  @Property('duration', { description: 'Between two rounds.' })
  interval?: number;
}
