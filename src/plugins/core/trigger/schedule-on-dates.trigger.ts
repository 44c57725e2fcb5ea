import { TriggerType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TriggerType({
  type: 'io.kestra.plugin.core.trigger.ScheduleOnDates',
  title: 'Start executions at given dates.',
})
export class ScheduleOnDatesTrigger {
  @Property('any', { description: 'List of dates.', required: true, raw: true })
  dates?: unknown;

  @Property('string', { description: "Zone of the dates; default the server's.", dynamic: false })
  timezone?: string;

  @Property('map', { description: 'Inputs of the executions.', raw: true })
  inputs?: Readonly<Record<string, unknown>>;

  @Property('string', {
    description: 'What to do with dates missed while the server was down.',
    values: ['ALL', 'LAST', 'NONE'],
  })
  recoverMissedSchedules?: string;
}
