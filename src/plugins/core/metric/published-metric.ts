import { Property } from '../../api/property.js';

/** A metric that a flow publishes. */
export class PublishedMetric {
  @Property('string', { description: 'What kind.', required: true, values: ['counter', 'timer'] })
  type: 'counter' | 'timer' = 'counter';

  @Property('string', { description: 'Its name.', required: true })
  name = '';

  @Property('any', { description: 'A number, or for a timer a duration.', required: true })
  value: unknown;

  @Property('map', { description: 'Its tags.' })
  tags: Readonly<Record<string, unknown>> = {};
}
