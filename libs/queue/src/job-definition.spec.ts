import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { loadSettings, RedisSettings } from '@genesis/config';
import { defineJob, queuePrefix, readPayload, writePayload } from './job-definition.js';

const first = defineJob({
  queue: 'runs',
  name: 'run',
  version: 1,
  payload: z.strictObject({ runId: z.string() }),
});

/** The release that reads the second version already and still writes the first. */
const reader = defineJob({
  ...first,
  otherVersions: { 2: z.strictObject({ id: z.string() }).transform(({ id }) => ({ runId: id })) },
});

const second = defineJob({
  queue: 'runs',
  name: 'run',
  version: 2,
  payload: z.strictObject({ id: z.string() }),
});

const received = (data: unknown, name = 'run') => ({ name, data });

describe('payloads of jobs', () => {
  it('of the first version look as before there were versions', () => {
    expect(writePayload(first, { runId: 'r' })).toEqual({ runId: 'r' });
    expect(readPayload(first, received({ runId: 'r' }))).toEqual({ kind: 'known', payload: { runId: 'r' } });
  });

  it('of a later version say which one they are', () => {
    const written = writePayload(second, { id: 'r' });
    expect(written).toEqual({ id: 'r', version: 2 });
    expect(readPayload(second, received(written))).toEqual({ kind: 'known', payload: { id: 'r' } });
  });

  it('are read a release before they are written', () => {
    const written = writePayload(second, { id: 'r' });
    expect(readPayload(reader, received(written))).toEqual({ kind: 'known', payload: { runId: 'r' } });
    expect(writePayload(reader, { runId: 'r' })).toEqual({ runId: 'r' });
  });

  it.each([
    ['a later version', received({ id: 'r', version: 2 }), 2],
    ['a version that is forgotten', received({ runId: 'r', version: 7 }), 7],
    ['another name', received({ runId: 'r' }, 'erase'), 1],
    ['a version that is no number', received({ runId: 'r', version: 'two' }), null],
    ['no object', received('r'), null],
  ])('with %s are unknown', (_what, job, version) => {
    expect(readPayload(first, job)).toEqual({ kind: 'unknown', version });
  });

  it('that are not what their version says are a defect', () => {
    expect(() => readPayload(first, received({ id: 'r' }))).toThrow(z.ZodError);
    expect(() => writePayload(first, { id: 'r' } as never)).toThrow(z.ZodError);
  });
});

describe('the keys of the queues', () => {
  const prefixAt = (url: string) =>
    queuePrefix(
      loadSettings({ env: { REDIS_QUEUE_URL: url, REDIS_KEY_PREFIX: 'genesis:x' } }).get(RedisSettings),
    );

  it.each([
    ['redis://queue:6379/0', 'genesis:x:bull'],
    ['redis+sentinel://s1,s2/mymaster/0', 'genesis:x:bull'],
    ['redis+cluster://n1,n2', '{genesis:x:bull}'],
  ])('at %s begin with %s, where older releases look for them or one node has them all', (url, prefix) => {
    expect(prefixAt(url)).toBe(prefix);
  });
});
