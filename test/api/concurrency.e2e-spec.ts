import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { ApiDocument } from '../support/harness/api-document.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const FILES = '/integrations/redis-fs';
const STRONG = /^"[0-9a-f]{1,64}"$/;

/** api-conventions.md, "Concurrency". Sessions are in coaching-complete, profiles in users, assets in assets. */
describe('concurrent writers', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ TESTING_MODE: 'true' });
    api = new ApiCaller(server.url);
    awa = await registerUser(api);
  });
  afterAll(() => server.close());

  type CallOptions = Parameters<ApiCaller['call']>[1];
  const asAwa = (route: string, options: CallOptions = {}) =>
    api.call(route, { token: awa.token, ...options });
  const tagOf = async (route: string) => (await asAwa(route)).headers.get('etag') ?? '';
  const statuses = (answers: readonly { readonly status: number }[]) =>
    answers.map(({ status }) => status).sort((a, b) => a - b);

  async function started(): Promise<string> {
    const answer = await asAwa('/business/brief/generate', { body: aBrief() });
    return answer.json<RunStartedResponse>().brief_id;
  }
  async function finished(): Promise<string> {
    const briefId = await started();
    await finishRun(server.app, briefId);
    return briefId;
  }

  describe.each(['/business/brief', '/genesis/business-brief'])('of %s', (root) => {
    it('who all delete what they have read: exactly one does', async () => {
      const brief = `${root}/${await finished()}`;
      const tag = await tagOf(brief);

      const answers = await Promise.all(
        Array.from({ length: 8 }, () => asAwa(brief, { method: 'DELETE', headers: { 'if-match': tag } })),
      );

      const [first, ...others] = statuses(answers);
      expect(first).toBe(204);
      // 404 when one had gone before it was looked for.
      for (const other of others) expect([404, 412]).toContain(other);
    });

    it('who delete and regenerate: a version that nobody has read is not deleted', async () => {
      const briefId = await finished();
      const brief = `${root}/${briefId}`;
      const tag = await tagOf(brief);

      const [deleted, regenerated] = await Promise.all([
        asAwa(brief, { method: 'DELETE', headers: { 'if-match': tag } }),
        asAwa(`/business/brief/${briefId}/regenerate`, { body: { regenerate_sections: ['logo'] } }),
      ]);

      expect([
        [204, 404],
        [412, 202],
      ]).toContainEqual([deleted.status, regenerated.status]);
      expect((await asAwa(brief)).status).toBe(deleted.status === 204 ? 404 : 200);
    });

    it('without a tag deletes, as clients that exist do', async () => {
      expect((await asAwa(`${root}/${await started()}`, { method: 'DELETE' })).status).toBe(204);
    });

    it('answers 304 to who has what is there', async () => {
      const brief = `${root}/${await finished()}`;
      const first = await asAwa(brief);
      const tag = first.headers.get('etag') ?? '';
      const again = await asAwa(brief, { headers: { 'if-none-match': `"other", W/${tag}` } });

      expect(tag).toMatch(STRONG);
      expect(first.headers.get('cache-control')).toBe('private, no-cache');
      expect(again.status).toBe(304);
      expect(again.text).toBe('');
      expect(again.headers.get('etag')).toBe(tag);
      expect((await asAwa(brief, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    });
  });

  describe('of a file of one’s own', () => {
    const write = (content: string, ifMatch?: string) =>
      asAwa(`${FILES}/write`, {
        body: { path: 'notes/idea.md', content },
        headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      });
    const file = `${FILES}/read?path=notes%2Fidea.md`;

    it('who write over what they have read: exactly one does', async () => {
      const tag = (await write('first')).headers.get('etag') ?? '';
      expect(tag).toBe(await tagOf(file));
      expect(tag).toMatch(STRONG);

      const answers = await Promise.all(['Dakar', 'Thiès', 'Kolda', 'Podor'].map((text) => write(text, tag)));

      expect(statuses(answers)).toEqual([200, 412, 412, 412]);
      const winner = answers.find(({ status }) => status === 200);
      expect(await tagOf(file)).toBe(winner?.headers.get('etag'));
      expect((await write('late', tag)).status).toBe(412);
      expect((await write('whatever is there', '*')).status).toBe(200);
    });

    it('writes over nothing where there was to be something', async () => {
      const answer = await asAwa(`${FILES}/write`, {
        body: { path: 'notes/absent.md', content: 'x' },
        headers: { 'if-match': '*' },
      });
      expect(answer.status).toBe(412);
      expect((await asAwa(`${FILES}/read?path=notes%2Fabsent.md`)).status).toBe(404);
    });

    it('answers 304 to who has it, also when it was written again', async () => {
      await write('the same');
      const tag = await tagOf(file);
      await write('the same');
      expect((await asAwa(file, { headers: { 'if-none-match': tag } })).status).toBe(304);
    });
  });

  it('reaches every route that writes over something: PUT, PATCH and DELETE take If-Match', () => {
    const writes = ApiDocument.read().operations.filter(({ method }) =>
      ['PUT', 'PATCH', 'DELETE'].includes(method),
    );
    const without = writes.filter(({ parameters }) => !parameters.some(({ name }) => name === 'If-Match'));

    expect(writes.length).toBeGreaterThan(5);
    // Who erases an account shows the password: it goes with all there is, whatever its version. A sign-in has none.
    expect(without.map(({ operationId }) => operationId)).toEqual(['users.erase', 'users.endSignIn']);
  });
});
