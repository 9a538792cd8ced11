import { AppError } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { contractMembers, inDialect, type ProblemDialect } from './problem-dialects.js';
import { problemFacts } from './problem-facts.js';

const inWordsOf = (dialect: ProblemDialect | undefined, error: unknown) =>
  inDialect(problemFacts(error), dialect);
const notFound = () => new AppError({ code: 'NOT_FOUND', kind: 'not_found' });
const invalid = () => new AppError({ code: 'VALIDATION_ERROR', kind: 'invalid' });
const quota = () =>
  new AppError({
    code: 'QUOTA_EXCEEDED',
    kind: 'quota_exceeded',
    details: {
      plan: 'basic',
      current_usage: 10,
      max_allowed: 10,
      reset_date: null,
      upgrade_url: 'https://x.example',
    },
  });

describe('inDialect', () => {
  it('leaves the errors of our own routes as they are', () => {
    expect(inWordsOf(undefined, quota())).toEqual(problemFacts(quota()));
  });

  it.each<[ProblemDialect, () => unknown, number, string]>([
    ['contract.generate', invalid, 400, 'INVALID_PAYLOAD'],
    ['contract.generate', () => new Error('boom'), 500, 'GENERATION_FAILED'],
    ['contract.generate', notFound, 404, 'NOT_FOUND'],
    ['contract', invalid, 422, 'VALIDATION_ERROR'],
    ['contract', () => new Error('boom'), 500, 'INTERNAL_SERVER_ERROR'],
    ['contract', () => new AppError({ code: 'BRIEF_EXPIRED', kind: 'not_found' }), 404, 'BRIEF_EXPIRED'],
    ['genesis.generate', quota, 403, 'GENESIS_QUOTA_EXCEEDED'],
    ['genesis.generate', () => new Error('boom'), 500, 'GENESIS_BRIEF_GENERATION_FAILED'],
    ['genesis.generate', invalid, 422, 'VALIDATION_ERROR'],
    ['genesis.read', notFound, 404, 'GENESIS_BRIEF_NOT_FOUND'],
    ['genesis.read', () => new Error('boom'), 500, 'GENESIS_BRIEF_RETRIEVAL_FAILED'],
    ['genesis.delete', () => new Error('boom'), 500, 'GENESIS_BRIEF_DELETION_FAILED'],
    ['genesis.quota', () => new Error('boom'), 500, 'GENESIS_QUOTA_STATUS_FAILED'],
  ])('%s', (dialect, error, status, code) => {
    expect(inWordsOf(dialect, error())).toMatchObject({ status, code });
  });

  it('tells a refused quota in the words of the contract', () => {
    const facts = inWordsOf('contract.generate', quota());

    expect(facts.details).toEqual({
      plan: 'basic',
      quota_limit: 10,
      quota_used: 10,
      quota_reset_date: null,
      upgrade_url: 'https://x.example',
    });
    const body = { error: facts.code, details: facts.details, detail: 'Quota reached.' };
    expect(contractMembers(body, 'en')).toEqual({
      message: 'Quota reached.',
      quota_info: { plan: 'basic', used: 10, limit: 10, reset_date: null },
    });
  });
});
