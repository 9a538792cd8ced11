import { AppError, type ErrorKind } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { BadRequestException, HttpException } from '@nestjs/common';
import { problemFacts } from './problem-facts.js';
import { problemLanguage } from './problem-language.js';
import { fieldText } from './problem-texts.js';

describe('problemFacts', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 422],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['quota_exceeded', 403],
    ['rate_limited', 429],
    ['upstream_rejected', 503],
    ['upstream_unavailable', 503],
    ['timeout', 504],
    ['cancelled', 409],
    ['internal', 500],
  ])('maps %s to %i', (kind, status) => {
    expect(problemFacts(new AppError({ code: 'SOME_CODE', kind })).status).toBe(status);
  });

  it('keeps code, details and waiting time of our errors', () => {
    const error = new AppError({
      code: 'NEW_CODE',
      kind: 'conflict',
      details: { run_id: 'r' },
      retryAfterMs: 1_500,
    });
    expect(problemFacts(error)).toEqual({
      status: 409,
      code: 'NEW_CODE',
      textCode: 'CONFLICT',
      details: { run_id: 'r' },
      errors: [],
      retryAfterMs: 1_500,
    });
  });

  it('lets a code decide where the kind is too coarse', () => {
    expect(problemFacts(new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict' })).status).toBe(412);
    expect(problemFacts(new AppError({ code: 'PRECONDITION_REQUIRED', kind: 'invalid' })).status).toBe(428);
  });

  it('promises nothing where trying again will not help', () => {
    const error = new AppError({ code: 'SEARCH_NOT_CONFIGURED', kind: 'upstream_unavailable' });
    expect(problemFacts(error)).toMatchObject({ status: 503, textCode: 'SEARCH_NOT_CONFIGURED' });
  });

  it('moves the fields of a validation out of the details', () => {
    const errors = [{ pointer: '/a', code: 'REQUIRED' }];
    const facts = problemFacts(
      new AppError({ code: 'VALIDATION_ERROR', kind: 'invalid', details: { errors } }),
    );
    expect(facts).toMatchObject({ details: null, errors });
  });

  it.each([
    [
      'an internal AppError',
      new AppError({ code: 'SECRET_STATE', kind: 'internal', details: { key: 'CANARY' } }),
    ],
    ['a bug', new TypeError('CANARY')],
    ['no error at all', 'CANARY'],
    ['a status that nobody should send', new HttpException('CANARY', 500)],
    ['a library error with a 5xx status', Object.assign(new Error('CANARY'), { statusCode: 502 })],
  ])('says nothing about %s', (_, error) => {
    const facts = problemFacts(error);
    expect(facts).toMatchObject({ status: 500, code: 'INTERNAL_SERVER_ERROR', details: null });
    expect(JSON.stringify(facts)).not.toContain('CANARY');
  });

  it('knows a database that is away, also behind a wrapper', () => {
    const driverError = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(problemFacts(Object.assign(new Error('QueryFailed'), { driverError }))).toMatchObject({
      status: 503,
      code: 'DEPENDENCY_UNAVAILABLE',
      retryAfterMs: 2_000,
    });
  });

  it('asks to come back when the database gave up on a lock or a statement', () => {
    const driverError = Object.assign(new Error('CANARY'), { code: '55P03' });
    const facts = problemFacts(Object.assign(new Error('QueryFailed'), { driverError }));
    expect(facts).toMatchObject({ status: 503, code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 2_000 });
    expect(JSON.stringify(facts)).not.toContain('CANARY');
  });

  it('does not take a caller that breaks off for a database that is away', () => {
    const aborted = Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 });
    expect(problemFacts(aborted)).toMatchObject({ status: 400, code: 'BAD_REQUEST', retryAfterMs: null });
  });

  it('translates errors of the frameworks', () => {
    expect(problemFacts(new BadRequestException('x'))).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(problemFacts(Object.assign(new Error('x'), { statusCode: 413 }))).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
  });
});

describe('problemLanguage', () => {
  it.each([
    [undefined, undefined, 'fr'],
    [undefined, 'en', 'en'],
    [undefined, 'wo', 'fr'],
    ['en-GB', 'fr', 'en'],
    ['de, *;q=0.1', 'en', 'en'],
    ['en;q=0, fr', 'en', 'fr'],
    ['en;q=x, fr;q=0.1', undefined, 'fr'],
    [`${','.repeat(100_000)}en`, undefined, 'fr'],
  ])('reads %s with %s as %s', (header, preferred, language) => {
    expect(problemLanguage(header, preferred)).toBe(language);
  });
});

describe('fieldText', () => {
  it('names the bound in the language', () => {
    expect(fieldText('TOO_LONG', 120, 'fr')).toBe('Trop long : au plus 120.');
    expect(fieldText('TOO_SHORT', 15, 'en')).toBe('Too short: at least 15.');
    expect(fieldText('SOMETHING_NEW', undefined, 'en')).toBe('The value is not valid.');
  });
});
