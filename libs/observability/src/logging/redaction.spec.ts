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
