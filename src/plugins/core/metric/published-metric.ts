import type { MetricType } from '../../../model/log-entry.js';
import { METRIC_TYPES } from '../../../model/log-entry.js';
import { Property } from '../../api/property.js';

/** A metric that a flow publishes. */
export class PublishedMetric {
  @Property('string', {
    description: 'What kind.',
    required: true,
    values: METRIC_TYPES,
  })
  type: MetricType = 'counter';

  @Property('string', { description: 'Its name.', required: true })
  name = '';

  @Property('any', { description: 'A number, or for a timer a duration.', required: true })
  value: unknown;

  @Property('map', { description: 'Its tags.' })
  tags: Readonly<Record<string, unknown>> = {};
}
