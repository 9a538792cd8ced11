import { describe, expect, it } from '@jest/globals';
import { describeError, redactFields, redactText } from './redaction.js';

describe('redaction', () => {
  it('hides secrets by name at any depth and in any spelling', () => {
    const printed = JSON.stringify(
      redactFields({
        headers: { Authorization: 'CANARY', 'set-cookie': ['CANARY'], 'X-Service-Secret': 'CANARY' },
        user: { password_hash: 'CANARY', email: 'CANARY' },
        list: [{ apiKey: 'CANARY' }],
        body: { anything: 'CANARY' },
      }),
    );
    expect(printed).not.toContain('CANARY');
  });

  it('keeps what only sounds secret', () => {
    expect(redactFields({ inputTokens: 12, tokenCount: 3, runId: 'r' })).toEqual({
      inputTokens: 12,
      tokenCount: 3,
      runId: 'r',
    });
  });

  it('hides credentials inside texts', () => {
    expect(redactText('cannot reach postgresql://user:CANARY@db:5432/x')).not.toContain('CANARY');
    expect(redactText('sent Bearer CANARYCANARY to it')).not.toContain('CANARY');
  });

  it.each([
    'GET /auth/callback?code=CANARY&token=CANARY failed',
    'see https://platform.example/sso?next=%2F&token=CANARY.',
    'no user canary.CANARY+x@example.com here',
    'refused eyJhbGciOiJIUzI1NiJ9.CANARY.CANARY',
  ])('hides what is private in: %s', (text) => {
    expect(redactText(text)).not.toContain('CANARY');
    expect(redactText(text)).toContain('[redacted]');
  });

  it('keeps addresses of packages and questions', () => {
    const text =
      'is it there? at Object.run (file:///app/node_modules/@nestjs/core/x.js?v:1:2) of typeorm@1.0.0 why?=no';
    expect(redactText(text)).toBe(text);
  });

  it('describes an error without the values that a driver hangs on it', () => {
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'CANARY',
      parameters: ['CANARY'],
    });
    const described = describeError(new Error('insert failed', { cause }));
    expect(described).toMatchObject({ type: 'Error', message: 'insert failed', cause: { code: '23505' } });
    expect(JSON.stringify(described)).not.toContain('CANARY');
  });

  it('ends on values that contain themselves', () => {
    const own: Record<string, unknown> = {};
    own.self = own;
    expect(JSON.stringify(redactFields(own))).toContain('[deep]');
  });
});
