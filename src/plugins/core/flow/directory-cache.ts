import { Property } from '../../api/property.js';

/** Files that a WorkingDirectory keeps from one execution to the next. */
export class DirectoryCache {
  @Property('list', { description: 'Globs of the files.', required: true })
  patterns: string[] = [];

  @Property('duration', { description: 'Older files are not used.' })
  ttl?: number;
}
