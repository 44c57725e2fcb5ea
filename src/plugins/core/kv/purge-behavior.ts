import { Property } from '../../api/property.js';

/** What a purge of keys spares. */
export class PurgeBehavior {
  @Property('string', { description: 'Kind of behaviour.', values: ['key'] })
  type = 'key';

  @Property('boolean', { description: 'Leave keys alone that have not expired.' })
  expiredOnly = true;
}
