import { TriggerType } from '../../api/plugin-type.js';
import { Property } from '../../api/property.js';

@TriggerType({
  type: 'io.kestra.plugin.core.trigger.Flow',
  aliases: ['io.kestra.core.models.triggers.types.Flow'],
  title: 'Start an execution when other executions reach a state.',
})
export class FlowTrigger {
  @Property('map', { description: 'Inputs of the execution.', raw: true })
  inputs?: Readonly<Record<string, unknown>>;

  @Property('list', {
    description: 'The states; default all that end an execution.',
    dynamic: false,
  })
  states?: string[];

  @Property('map', {
    description: 'Executions that must all have come within a time window.',
    raw: true,
  })
  preconditions?: Readonly<Record<string, unknown>>;

  @Property('any', { description: 'Executions to wait for.', raw: true })
  dependsOn?: unknown;

  @Property('map', { description: 'Time window of `dependsOn`.', raw: true })
  window?: Readonly<Record<string, unknown>>;

  @Property('string', {
    description: 'How many of `dependsOn`.',
    values: ['ALL', 'ANY', 'AT_LEAST'],
  })
  mode?: string;

  @Property('integer', { description: 'How many with `mode: AT_LEAST`.' })
  minSatisfied?: number;

  @Property('any', { description: 'What to do when the window ends unsatisfied.', raw: true })
  onMiss?: unknown;

  @Property('plugins', {
    description: 'Old form of `preconditions`.',
    plugin: 'condition',
    raw: true,
    deprecated: true,
  })
  multipleConditions?: unknown;
}
