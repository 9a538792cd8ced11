import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

describe('deleting a brief that was read before', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ TESTING_MODE: 'true' });
    api = new ApiCaller(server.url);
    awa = await registerUser(api);
  });
  afterAll(() => server.close());

  const brief = (briefId: string) => `/business/brief/${briefId}`;
  const read = async (briefId: string) => api.call(brief(briefId), { token: awa.token });
  const remove = async (briefId: string, headers: Record<string, string> = {}, user = awa) =>
    api.call(brief(briefId), { method: 'DELETE', token: user.token, headers });

  async function started(): Promise<string> {
    const answer = await api.call('/business/brief/generate', { token: awa.token, body: aBrief() });
    return answer.json<RunStartedResponse>().brief_id;
  }
  async function tagOf(briefId: string): Promise<string> {
    return (await read(briefId)).headers.get('etag') ?? '';
  }

  it.each([
    ['the tag that was read', (tag: string) => tag],
    ['it among other tags', (tag: string) => `"another", ${tag}`],
    ['whatever there is', () => '*'],
  ])('deletes with %s', async (_, header) => {
    const briefId = await started();

    expect((await remove(briefId, { 'if-match': header(await tagOf(briefId)) })).status).toBe(204);
    expect((await read(briefId)).status).toBe(404);
  });

  it('refuses when the brief has changed since, and leaves it as it is', async () => {
    const briefId = await started();
    const tag = await tagOf(briefId);
    await finishRun(server.app, briefId);

    const answer = await remove(briefId, { 'if-match': tag });

    expect(answer.status).toBe(412);
    expect(answer.json()).toMatchObject({ status: 412, error: 'PRECONDITION_FAILED' });
    expect((await read(briefId)).status).toBe(200);
    expect((await remove(briefId, { 'if-match': await tagOf(briefId) })).status).toBe(204);
  });

  it('refuses a weak tag, which promises too little', async () => {
    const briefId = await started();

    expect((await remove(briefId, { 'if-match': `W/${await tagOf(briefId)}` })).status).toBe(412);
  });

  it('deletes without a tag, as before', async () => {
    expect((await remove(await started())).status).toBe(204);
  });

  it.each<Readonly<Record<string, string>>>([{}, { prefer: 'wait=1' }, { prefer: 'respond-async' }])(
    'is the end of its key too: asked for again with %j it is not found, and not made once more',
    async (preference) => {
      const cheikh = await registerUser(api);
      const generate = () =>
        api.call('/business/brief/generate', {
          token: cheikh.token,
          body: aBrief(),
          headers: { 'idempotency-key': cheikh.userId, ...preference },
        });
      const first = await generate();
      expect([first.status, (await generate()).headers.get('idempotent-replayed')]).toEqual([202, 'true']);
      expect((await remove(first.json<RunStartedResponse>().brief_id, {}, cheikh)).status).toBe(204);

      const again = await generate();

      expect([again.status, again.json().error]).toEqual([404, 'NOT_FOUND']);
      expect(again.headers.get('idempotent-replayed')).toBeNull();
      const left = await api.call('/business/briefs', { token: cheikh.token });
      expect(left.json().items).toEqual([]);
    },
  );

  it('tells nobody else that there is a brief', async () => {
    const briefId = await started();
    const binta = await registerUser(api);

    expect((await remove(briefId, { 'if-match': '"another"' }, binta)).status).toBe(404);
    expect((await remove(briefId, { 'if-match': '*' }, binta)).status).toBe(404);
  });
});
