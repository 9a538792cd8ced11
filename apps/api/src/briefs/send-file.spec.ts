import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BriefFile } from '@genesis/briefs';
import { createHash } from 'node:crypto';
import { fastify, type FastifyInstance } from 'fastify';
import { entityTag, requireMatch } from '../http/conditional/entity-tag.js';
import { sendFile } from './send-file.js';

const CONTENT = '<svg onload="alert(1)">é</svg>';
const DIGEST = createHash('sha256').update(CONTENT).digest('hex');

describe('Output: a file that people or agents made', () => {
  let server: FastifyInstance;
  const ask = (mediaType: string, headers: Record<string, string> = {}) =>
    server.inject({ url: '/', headers: { ...headers, 'x-type': mediaType } });

  beforeAll(() => {
    server = fastify();
    server.get('/', async (request, reply) => {
      const file = { content: CONTENT, sha256: DIGEST, mediaType: request.headers['x-type'] };
      return sendFile(file as unknown as BriefFile, request, reply);
    });
  });

  afterAll(() => server.close());

  it('is shown, never run: sandboxed, and what it says it is', async () => {
    const { statusCode, headers, body } = await ask('image/svg+xml');
    expect([statusCode, body]).toEqual([200, CONTENT]);
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: `"${DIGEST}"`,
    });
  });

  it.each([
    ['text/markdown', 'text/markdown; charset=utf-8'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['text/plain; charset=iso-8859-1', 'text/plain; charset=iso-8859-1'],
    ['application/json', 'application/json'],
    ['image/text', 'image/text'],
  ])('of type %s says %s', async (mediaType, told) => {
    expect((await ask(mediaType)).headers['content-type']).toBe(told);
  });

  it.each([`"${DIGEST}"`, `W/"${DIGEST}"`, '*', `"other", "${DIGEST}"`, `"other" ,W/"${DIGEST}"`])(
    'is not sent to who has it: %s',
    async (known) => {
      const { statusCode, headers, body } = await ask('text/plain', { 'if-none-match': known });
      expect([statusCode, body]).toEqual([304, '']);
      expect(headers).toMatchObject({ etag: `"${DIGEST}"` });
      expect(headers['content-security-policy']).toContain('sandbox');
    },
  );

  it.each(['"other"', DIGEST, `"${DIGEST}`, `"W/${DIGEST}"`, '', `x W/"${DIGEST}"`])(
    'is sent to who has another: %j',
    async (known) => {
      expect((await ask('text/plain', { 'if-none-match': known })).statusCode).toBe(200);
    },
  );
});

describe('the tag of an answer', () => {
  it('is of its bytes', () => {
    expect(entityTag(CONTENT)).toBe(`"${DIGEST}"`);
  });

  it.each(['"a"', '*', '"b", "a"', '"b" ,"a"'])('is met by %s', (expected) => {
    expect(() => requireMatch(expected, '"a"')).not.toThrow();
  });

  it.each(['"b"', 'W/"a"', 'a', '', '"a'])('is not met by %j', (expected) => {
    expect(() => requireMatch(expected, '"a"')).toThrow(
      expect.objectContaining({ code: 'PRECONDITION_FAILED', kind: 'conflict' }),
    );
  });
});
