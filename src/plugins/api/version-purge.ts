import { IllegalArgumentError } from '../../model/errors.js';
import { Property } from './property.js';

/** Which versions of a thing go: all but the newest so many, or those up to a date. */
export class VersionPurge {
  @Property('string', { description: 'Kind of behaviour.', values: ['version'] })
  type = 'version';

  @Property('instant', { description: 'Versions made until then go, the newest one never.' })
  before?: string;

  @Property('integer', { description: 'How many of the newest versions stay.' })
  keepAmount?: number;

  /** @throws IllegalArgumentError for rules that contradict each other or make no sense. */
  static check({ before, keepAmount }: VersionPurge, least: number): void {
    if (before !== undefined && keepAmount !== undefined) {
      throw new IllegalArgumentError('behavior: give either `before` or `keepAmount`, not both');
    }
    if (keepAmount !== undefined && keepAmount < least) {
      throw new IllegalArgumentError(`behavior.keepAmount: must be at least ${least}`);
    }
  }
}
