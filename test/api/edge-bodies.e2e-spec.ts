import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiCaller, type Answer } from '../support/builders/api-caller.js';
import { aBrief, anIdea } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { anEmail, type ApiUnderTest, startApi } from './api-under-test.js';

const GENERATE = '/business/brief/generate';
const FORM = 'application/x-www-form-urlencoded';
const PASSWORD = 'trois baobabs au bord du fleuve';
/** Marks whose order composing has to change, one by one. */
const MARKS = '\u0301'.repeat(600) + '\u0316'.repeat(600);

interface Refusal {
  readonly error: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

describe('bodies at the edge', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ TESTING_MODE: 'true' });
    api = new ApiCaller(server.url);
    awa = await registerUser(api);
  });
  afterAll(() => server.close());

  const register = (change: object) =>
    api.call('/auth/register', {
      body: { email: anEmail(), name: 'Awa Diop', password: PASSWORD, ...change },
      headers: { 'accept-language': 'en' },
    });
  const login = (form: string) =>
    api.call('/auth/token', { method: 'POST', rawBody: form, headers: { 'content-type': FORM } });
  const generate = (rawBody: string) => api.call(GENERATE, { token: awa.token, rawBody });
  const refusals = (answer: Answer) =>
    (answer.json<Refusal>().errors ?? []).map(({ pointer, code }) => ({ pointer, code }));
  async function aBriefId(): Promise<string> {
    const answer = await api.call(GENERATE, { token: awa.token, body: aBrief() });
    return answer.json<{ brief_id: string }>().brief_id;
  }

  describe('accounts', () => {
    it.each([
      ['/password', { password: `a${MARKS}` }],
      ['/email', { email: `a${MARKS}@example.com` }],
      ['/name', { name: `a${MARKS}` }],
    ])('refuse a %s that is a long run of marks', async (pointer, change) => {
      const answer = await register(change);

      expect(answer.status).toBe(422);
      expect(refusals(answer)).toEqual([{ pointer, code: 'TOO_LONG' }]);
    });

    it('name the length that counts, not the one that is looked at', async () => {
      const tooLong = await register({ password: 'x'.repeat(1_025) });
      const longer = await register({ password: `${PASSWORD} `.repeat(10) });

      for (const answer of [tooLong, longer]) {
        expect(answer.json<Refusal>().errors).toEqual([
          { pointer: '/password', code: 'TOO_LONG', detail: 'Too long: at most 256.' },
        ]);
      }
    });

    it('refuse a login with a password that is longer than any', async () => {
      const answer = await login(
        new URLSearchParams({ username: awa.email, password: `a${MARKS}` }).toString(),
      );

      expect(answer.status).toBe(422);
      expect(refusals(answer)).toEqual([{ pointer: '/password', code: 'TOO_LONG' }]);
    });

    it('know no address with a NUL', async () => {
      const answer = await login(`username=%00&password=${encodeURIComponent(PASSWORD)}`);

      expect(answer.status).toBe(401);
      expect(answer.json()).toMatchObject({ error: 'INVALID_CREDENTIALS' });
    });

    it('count and keep a name in its composed form', async () => {
      // One character that composes to two.
      const tooLong = await register({ name: '\u0958'.repeat(51) });
      const fitting = await register({ name: '\u0958'.repeat(50) });
      const composed = await register({ name: 'e\u0301'.repeat(100) });

      expect(tooLong.status).toBe(422);
      expect(refusals(tooLong)).toEqual([{ pointer: '/name', code: 'TOO_LONG' }]);
      expect(fitting.json<{ name: string }>().name).toBe('\u0915\u093c'.repeat(50));
      expect(composed.json<{ name: string }>().name).toBe('\u00e9'.repeat(100));
    });

    it.each(['\u202e', '\u200b', '\u00ad', '\u2060', '\u3164', ' '])(
      'refuse an address with the invisible %j',
      async (character) => {
        const answer = await register({ email: `aw${character}a.${anEmail()}` });

        expect(answer.status).toBe(422);
        expect(refusals(answer)).toEqual([{ pointer: '/email', code: 'WRONG_FORMAT' }]);
      },
    );
  });

  describe('of many values', () => {
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, '1']));

    it.each<[string, () => Promise<Answer>]>([
      ['fields', () => generate(JSON.stringify(fields(1_001)))],
      ['fields of the idea', () => generate(JSON.stringify(aBrief(fields(1_001))))],
      ['list items', () => generate(JSON.stringify(aBrief({ services: Array.from('x'.repeat(1_001)) })))],
      ['fields of a form', () => login(new URLSearchParams(fields(1_001)).toString())],
      [
        'parameters',
        () =>
          api.call(`/business/briefs?${new URLSearchParams(fields(1_001)).toString()}`, { token: awa.token }),
      ],
    ])('are refused before they are validated: %s', async (_, send) => {
      const answer = await send();

      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({ error: 'BAD_REQUEST' });
    });

    it.each(['[]', '[{}]', '"text"', '1', 'true'])('are objects, not %s', async (rawBody) => {
      const answer = await generate(rawBody);

      expect(answer.status).toBe(422);
      expect(refusals(answer)).toEqual([{ pointer: '', code: 'WRONG_TYPE' }]);
    });
  });

  describe('with a field that every object has', () => {
    const names = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

    it.each(names)('refuse %s', async (name) => {
      const unknown = (pointer: string) => [{ pointer, code: 'UNKNOWN_FIELD' }];
      const idea = anIdea();

      expect(refusals(await register({ [name]: 1 }))).toEqual(unknown(`/${name}`));
      expect(refusals(await generate(JSON.stringify({ ...aBrief(), [name]: null })))).toEqual(
        unknown(`/${name}`),
      );
      expect(refusals(await generate(JSON.stringify({ business_brief: { ...idea, [name]: {} } })))).toEqual(
        unknown(`/business_brief/${name}`),
      );
      expect(
        refusals(
          await generate(
            JSON.stringify({ business_brief: { ...idea, location: { ...idea.location, [name]: 'x' } } }),
          ),
        ),
      ).toEqual(unknown(`/business_brief/location/${name}`));
      expect(refusals(await login(`username=a&password=b&${name}=1`))).toEqual(unknown(`/${name}`));
      expect(refusals(await api.call(`/business/briefs?${name}=1`, { token: awa.token }))).toEqual(
        unknown(`/${name}`),
      );
    });

    it('refuse __proto__ in a query', async () => {
      const answer = await api.call('/business/briefs?__proto__=1', { token: awa.token });

      expect(answer.status).toBe(422);
      expect(refusals(answer)).toEqual([{ pointer: '/__proto__', code: 'UNKNOWN_FIELD' }]);
    });
  });

  describe('by their encoding', () => {
    const send = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string>) =>
      fetch(`${server.url}/api/v1/auth/register`, { method: 'POST', body, headers });

    it('are refused when they are no UTF-8', async () => {
      const account = { email: anEmail(), name: '?', password: PASSWORD };
      const bytes = Buffer.from(JSON.stringify(account));
      bytes[bytes.indexOf('?')] = 0xff;

      const answer = await send(bytes, { 'content-type': 'application/json' });

      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: 'BAD_REQUEST' });
    });

    it.each<[string, Record<string, string>]>([
      ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
      ['a quoted charset', { 'content-type': 'application/json;charset="ISO-8859-1"' }],
      ['compression', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
    ])('are refused with %s', async (_, headers) => {
      const answer = await send('{}', headers);

      expect(answer.status).toBe(415);
      expect(await answer.json()).toMatchObject({ error: 'UNSUPPORTED_MEDIA_TYPE' });
    });

    it('are read as UTF-8 when they say so', async () => {
      const account = { email: anEmail(), name: 'Awa Diop', password: PASSWORD };

      const answer = await send(JSON.stringify(account), {
        'content-type': 'Application/JSON; Charset="UTF-8"',
        'content-encoding': 'identity',
      });

      expect(answer.status).toBe(201);
    });
  });

  describe('that are not there', () => {
    it.each(['application/json', FORM, 'text/plain', 'application/xml'])(
      'do not mind that their type is %s',
      async (type) => {
        const briefId = await aBriefId();
        const call = (method: string, path: string) =>
          api.call(path, { method, token: awa.token, headers: { 'content-type': type } });

        expect((await call('GET', `/business/brief/${briefId}`)).status).toBe(200);
        expect((await call('POST', `/business/brief/${briefId}/cancel`)).status).toBe(202);
        expect((await call('DELETE', `/business/brief/${briefId}`)).status).toBe(204);
      },
    );

    it('are no objects when they say null', async () => {
      const call = { method: 'PUT', token: awa.token, rawBody: 'null' };
      const answer = await api.call('/users/me', call);

      expect(answer.status).toBe(422);
      expect(refusals(answer)).toContainEqual({ pointer: '', code: 'WRONG_TYPE' });
    });

    it('may be left out where every field may', async () => {
      expect((await api.call('/users/me', { method: 'PUT', token: awa.token, rawBody: '' })).status).toBe(
        200,
      );
    });

    it('lack every field', async () => {
      const answer = await api.call('/auth/register', { method: 'POST', rawBody: '' });

      expect(answer.status).toBe(422);
      expect(refusals(answer)).toContainEqual({ pointer: '/email', code: 'REQUIRED' });
    });
  });

  it('take null for a field that was left out', async () => {
    const { session_id } = (
      await api.call('/coaching/start', { token: awa.token, body: { session_id: null, language: null } })
    ).json<{ session_id: string }>();
    for (let step = 0; step < 5; step += 1) {
      await api.call('/coaching/step', {
        token: awa.token,
        body: { session_id, skip: true, user_response: null },
      });
    }
    const left = {
      business_name: null,
      sector: null,
      services: null,
      location: { city: null, country: null },
    };
    const complete = { session_id, confirm: false, ...left };
    const note = { path: 'a.md', content: 'Une note.', ttl: null };

    expect((await api.call('/coaching/complete', { token: awa.token, body: complete })).status).toBe(200);
    expect((await api.call('/integrations/redis-fs/write', { token: awa.token, body: note })).status).toBe(
      200,
    );
  });

  it.each(['', ' 7', '0x10', '1e1', '7.0', '+7'])('have no whole number in "%s"', async (text) => {
    const path = `/business/briefs?limit=${encodeURIComponent(text)}`;
    expect((await api.call(path, { token: awa.token })).status).toBe(422);
  });

  it('name a text in the place of a list as what it is', async () => {
    const answer = await api.call(`/business/brief/${await aBriefId()}/regenerate`, {
      token: awa.token,
      body: { regenerate_sections: 'logo' },
    });

    expect(refusals(answer)).toEqual([{ pointer: '/regenerate_sections', code: 'WRONG_TYPE' }]);
  });

  it('bring forth files that nobody can frame', async () => {
    const briefId = await aBriefId();
    await finishRun(server.app, briefId);

    const answer = await api.call(`/business/brief/${briefId}/files/logo/result.svg`, { token: awa.token });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  describe('events', () => {
    const read = (briefId: string, accept: string) =>
      fetch(`${server.url}/api/v1/business/brief/${briefId}/events`, {
        headers: { authorization: `Bearer ${awa.token}`, accept, origin: 'http://localhost:3000' },
      });

    it('come as a stream to those who ask for one, in any case', async () => {
      const briefId = await aBriefId();
      await api.call(`/business/brief/${briefId}/cancel`, { method: 'POST', token: awa.token });

      const stream = await read(briefId, 'TEXT/Event-Stream');
      const page = await read(briefId, 'text/event-stream;q=0, application/json');

      expect(stream.headers.get('content-type')).toBe('text/event-stream');
      expect(await stream.text()).toContain('event: run.finished');
      expect(page.headers.get('content-type')).toContain('application/json');
      expect(await page.json()).toMatchObject({ next: expect.any(Number) });
    });

    it('depend on who asks, and on what for', async () => {
      const answer = await read(await aBriefId(), 'application/json');

      expect(answer.headers.get('vary')).toBe('Origin, Accept');
    });
  });
});
