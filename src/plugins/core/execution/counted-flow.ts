import { Property } from '../../api/property.js';

/** A flow whose executions are counted. */
export class CountedFlow {
  @Property('string', { description: 'Namespace of the flow.', required: true })
  namespace = '';

  @Property('string', { description: 'The flow.', required: true })
  flowId = '';
}
