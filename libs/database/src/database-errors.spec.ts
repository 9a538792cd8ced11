import { describe, expect, it } from '@jest/globals';
import { isDatabaseUnavailable, isTransient, isUniqueViolation } from './database-errors.js';

const driverError = (code: string) => Object.assign(new Error('of the driver'), { code });
const queryFailed = (code: string) =>
  Object.assign(new Error('QueryFailed'), { driverError: driverError(code) });

describe('isTransient', () => {
  it.each([
    ['a lock that was not to be had', '55P03'],
    ['a statement that took too long', '57014'],
    ['a deadlock', '40P01'],
    ['a transaction that met another', '40001'],
    ['a refused connection', 'ECONNREFUSED'],
    ['too many connections', '53300'],
    ['a server that shuts down', '57P01'],
    ['a transaction that was left alone for too long', '25P03'],
    ['a full disk', '53100'],
    ['a server without memory', '53200'],
  ])('is true of %s, bare or behind a wrapper', (_, code) => {
    expect([isTransient(driverError(code)), isTransient(queryFailed(code))]).toEqual([true, true]);
  });

  it.each([
    ['a unique violation', queryFailed('23505')],
    ['a syntax error', queryFailed('42601')],
    ['a bug', new TypeError('x is undefined')],
    ['no error', null],
    ['a code that is no text', { code: 55 }],
  ])('is false of %s', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });
});

describe('isDatabaseUnavailable', () => {
  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
  ])('knows %s, which pg says without a code', (message) => {
    expect(isDatabaseUnavailable(new Error(message))).toBe(true);
  });

  it('is false of a database that answers and gives up', () => {
    expect(isDatabaseUnavailable(queryFailed('57014'))).toBe(false);
  });
});

describe('isUniqueViolation', () => {
  it('can be narrowed to one constraint', () => {
    const error = Object.assign(new Error('QueryFailed'), {
      driverError: Object.assign(driverError('23505'), { constraint: 'briefs_pkey' }),
    });
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'briefs_pkey')).toBe(true);
    expect(isUniqueViolation(error, 'another')).toBe(false);
  });
});
