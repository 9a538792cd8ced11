import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { searchLogs } from './log-search.mjs';

const VALUES = [
  { kind: 'a password', value: 'trois baobabs "au bord" du fleuve' },
  { kind: 'a name', value: 'Awa' },
];

describe('searchLogs', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'genesis-log-search-'));
    await writeFile(
      path.join(dir, 'private-1.jsonl'),
      VALUES.map((value) => `${JSON.stringify(value)}\n`).join(''),
    );
  });
  afterEach(() => rm(dir, { recursive: true }));

  const hitsOf = async (...lines: readonly (object | string)[]) => {
    const written = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    await writeFile(path.join(dir, 'api.log'), `${written.join('\n')}\n`);
    return (await searchLogs(dir)).hits;
  };

  it('finds nothing in lines that tell nothing', async () => {
    expect(
      await hitsOf(
        { level: 'info', msg: 'request completed', route: '/auth/token', status: 200 },
        { level: 'warn', err: { stack: 'at x (/app/node_modules/@nestjs/core/y.js:1:2) of typeorm@1.0.0' } },
        {
          level: 'info',
          msg: 'no user [redacted], Bearer [redacted], redis://[redacted]@host',
          note: 'Awal',
        },
      ),
    ).toEqual([]);
    expect(await searchLogs(dir)).toMatchObject({ files: 1, lines: 3, values: 2 });
  });

  it.each([
    [{ msg: `signed in with ${VALUES[0]!.value}` }, 'api.log:1 msg: a password'],
    [{ err: { message: 'no user Awa' } }, 'api.log:1 err.message: a name'],
    [{ to: 'a.b@exemple.sn' }, 'api.log:1 to: an e-mail address'],
    [{ h: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.sig' }, 'api.log:1 h: a web token'],
    [{ h: ['Bearer 0123456789abcdef'] }, 'api.log:1 h.0: a bearer token'],
    [{ url: 'postgresql://u:secret@db/x' }, 'api.log:1 url: a password in an address'],
    [{ tel: '+221 77 123 45 67' }, 'api.log:1 tel: a phone number'],
    [{ row: '$argon2id$v=19$' }, 'api.log:1 row: a password hash'],
    ['{"msg":"a"}{"msg":"b"}', 'api.log:1: not one JSON object'],
    ['somebody wrote a line', 'api.log:1: not one JSON object'],
  ])('tells of %j by its place, not by its words', async (line, hit) => {
    expect(await hitsOf(line)).toEqual([hit]);
  });

  it('forgives the last line of a killed process, and reads it', async () => {
    await writeFile(path.join(dir, 'worker.log'), '{"msg":"ok"}\n{"msg":"cut of');
    expect((await searchLogs(dir)).hits).toEqual([]);
    await writeFile(path.join(dir, 'worker.log'), '{"msg":"ok"}\n{"msg":"cut a.b@exemple.sn');
    expect((await searchLogs(dir)).hits).toEqual(['worker.log:2 : an e-mail address']);
  });
});
