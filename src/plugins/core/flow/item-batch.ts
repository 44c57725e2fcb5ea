import { Property } from '../../api/property.js';

/** How a file is cut into batches: the first given of bytes, partitions, rows. */
export class ItemBatch {
  @Property('string', { description: 'Least size of a batch, such as `10MB`.' })
  bytes?: string;

  @Property('integer', { description: 'Number of batches.' })
  partitions?: number;

  @Property('integer', { description: 'Lines of a batch.' })
  rows?: number;

  @Property('string', { description: 'Ends a line.' })
  separator = '\n';

  @Property('string', { description: 'Lines with equal first capture group go together.' })
  regexPattern?: string;
}
