import { describe, expect, it } from '@jest/globals';
import { newId } from '@genesis/kernel';
import { checkWorkspaceRef, grantedLifeMs } from './workspace-ref.js';

const workspaceId = newId();
const refused = expect.objectContaining({ code: 'WORKSPACE_NOT_FOUND' });

describe('Redis keys: what a workspace is named by', () => {
  it.each(['a', newId(), 'a:{b}*', 'é 🥭', 'x'.repeat(200)])(
    'is the id alone, whoever owns it: %j',
    (ownerId) => {
      expect(() => checkWorkspaceRef({ workspaceId, ownerId })).not.toThrow();
    },
  );

  it.each([
    '',
    'a',
    `${workspaceId}}`,
    `{${workspaceId}`,
    `${workspaceId}:files`,
    `${workspaceId}\n`,
    `\n${workspaceId}`,
    '*',
    workspaceId.replaceAll('-', ''),
  ])('is no other text: %j', (id) => {
    expect(() => checkWorkspaceRef({ workspaceId: id, ownerId: 'a' })).toThrow(refused);
  });

  it.each(['', 'x'.repeat(201), 'x'.repeat(1_000_000), 'a\0', 'a\n', '\nb', 'a\u0085b', '\ud83e'])(
    'has no owner %j',
    (ownerId) => {
      expect(() => checkWorkspaceRef({ workspaceId, ownerId })).toThrow(refused);
    },
  );

  it.each([
    [60, {}, 60_000],
    [60, { minTtlSeconds: 10 }, 60_000],
    [60, { minTtlSeconds: 90.5 }, 91_000],
  ])('lives for the session (%i s) or for %j, whichever is longer', (session, options, lifeMs) => {
    expect(grantedLifeMs(session, options)).toBe(lifeMs);
  });
});
