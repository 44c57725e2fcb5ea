import { describe, expect, test } from '@jest/globals';
import {
  ExpiredError,
  IllegalStateError,
  InvalidBulkError,
  InvalidEntityError,
  NotFoundError,
} from '../../model/errors.js';
import { domainAnswer } from './error-body.js';

describe('domainAnswer', () => {
  test('lists the violations of an invalid entity', () => {
    const error = new InvalidEntityError([{ path: 'flow.id', message: 'Flow id already exists' }]);

    expect(domainAnswer(error, '/api/v1/flows')).toEqual({
      status: 422,
      body: {
        message: 'Invalid entity: flow.id: Flow id already exists',
        _links: { self: [{ href: '/api/v1/flows', templated: false }] },
        _embedded: { errors: [{ message: 'Flow id already exists', path: 'flow.id' }] },
      },
    });
  });

  test('says where in the document a violation is, and what to do', () => {
    const violation = { path: 'a', message: 'wrong', line: 3, column: 5, hint: 'mend it' };

    const { body } = domainAnswer(new InvalidEntityError([violation]), '/x');

    expect(body.message).toBe('Invalid entity: a: wrong');
    expect(body._embedded?.errors).toEqual([violation]);
  });

  test.each([
    [new NotFoundError(), 404, 'Not Found'],
    [new NotFoundError('no such key'), 404, 'Not Found: no such key'],
    [new IllegalStateError('not paused'), 409, 'Illegal state: not paused'],
    [
      new ExpiredError('The requested value has expired'),
      410,
      'Resource has expired: The requested value has expired',
    ],
  ])('%s', (error, status, message) => {
    const answer = domainAnswer(error, '/x');

    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });

  test('names the unsuitable items of a bulk call', () => {
    const invalids = [{ message: 'execution not found', invalidValue: 'x' }];

    expect(domainAnswer(new InvalidBulkError('invalid bulk kill', invalids), '/x')).toEqual({
      status: 400,
      body: { message: 'invalid bulk kill', invalids },
    });
  });
});
