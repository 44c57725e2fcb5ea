import { IllegalArgumentError } from '../../../model/errors.js';
import { parseDuration } from '../../../model/duration.js';
import { PublishedMetric } from './published-metric.js';
import type { RunContext } from '../../api/run-context.js';
import type { RunnableTask, TaskOutput } from '../../api/runnable-task.js';
import { TaskType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TaskType({
  type: 'io.kestra.plugin.core.metric.Publish',
  title: 'Publish metrics.',
  outputs: {
    metrics: ['list', 'The published metrics'],
  },
})
export class MetricPublishTask implements RunnableTask {
  @Property('list', { description: 'The metrics.', of: PublishedMetric })
  metrics: PublishedMetric[] = [];

  run(ctx: RunContext): TaskOutput {
    for (const metric of this.metrics) {
      ctx.metrics[metric.type](metric.name, measured(metric), tagsOf(metric));
    }
    const metrics = this.metrics.map(({ type, name, value, tags }) => ({
      type,
      name,
      value: type === 'timer' ? value : Number(value),
      tags,
    }));
    return { outputs: { metrics } };
  }
}

/** Milliseconds for a timer, whose numbers are seconds. */
function measured({ type, name, value }: PublishedMetric): number {
  const number = type === 'timer' ? parseDuration(String(value)) : Number(value);
  if (number === undefined || Number.isNaN(number)) {
    throw new IllegalArgumentError(
      `The metric ${name} needs a number, but received \`${String(value)}\``,
    );
  }
  return number;
}

function tagsOf({ tags }: PublishedMetric): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, tag]) => [key, String(tag)]));
}
