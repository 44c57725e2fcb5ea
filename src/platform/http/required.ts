import { DomainError } from '../../model/errors.js';

/** The value of a query parameter that must be there (api.md §1.3). @throws DomainError BAD_REQUEST */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined || value === '') {
    throw new DomainError('BAD_REQUEST', `Required QueryValue [${name}] not specified`);
  }
  return value;
}
