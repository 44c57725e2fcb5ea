import { TriggerType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TriggerType({
  type: 'io.kestra.plugin.core.trigger.Schedule',
  aliases: ['io.kestra.core.models.triggers.types.Schedule'],
  title: 'Start executions at the dates of a cron expression.',
})
export class ScheduleTrigger {
  @Property('string', {
    description: 'Five fields, or six with seconds first, or a nickname such as `@hourly`.',
    required: true,
    dynamic: false,
  })
  cron?: string;

  @Property('boolean', { description: 'The expression has six fields.', dynamic: false })
  withSeconds = false;

  @Property('string', { description: "Zone of the dates; default the server's.", dynamic: false })
  timezone?: string;

  @Property('map', { description: 'Inputs of the execution.', raw: true })
  inputs?: Readonly<Record<string, unknown>>;

  @Property('plugins', {
    description: 'Old name of `conditions`.',
    plugin: 'condition',
    raw: true,
    deprecated: true,
  })
  scheduleConditions?: unknown;

  @Property('duration', { description: 'Later dates are left out.', dynamic: false })
  lateMaximumDelay?: number;

  @Property('string', {
    description: 'What to do with dates missed while the server was down.',
    values: ['ALL', 'LAST', 'NONE'],
  })
  recoverMissedSchedules?: string;

  @Property('any', { description: 'Has no effect.', raw: true, deprecated: true })
  backfill?: unknown;
}
