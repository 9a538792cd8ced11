import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAccount, PASSWORD, signIn } from '../support/builders/account.builder.js';
import { type Answer, ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { anEmail, type ApiUnderTest, startApi } from './api-under-test.js';

/** Decision 27: what people write is kept; names and addresses have one form. */
describe('security: Unicode', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let token: string;

  beforeAll(async () => {
    server = await startApi();
    api = new ApiCaller(server.url);
    token = (await anAccount(api)).access_token;
  });
  afterAll(() => server.close());

  const generate = (vision: string) =>
    api.call('/business/brief/generate', { token, body: aBrief({ vision }) });
  const visionOf = async (started: Answer) => {
    const { brief_id: briefId } = started.json<{ brief_id: string }>();
    const answer = await api.call(`/business/brief/${briefId}`, { token });
    return answer.json<{ business_brief: { vision: string } }>().business_brief.vision;
  };

  it.each([
    ['HTML', `<b onclick="x">Un 'atelier' & <script>alert(1)</script></b>`],
    ['decomposed letters', 'cafe\u0301 a\u0300 Thie\u0300s'],
    ['letters that only look alike', '\u0410tеlіеr de couture à Thiès'],
    ['full-width letters', 'ＡＴＥＬＩＥＲ à Thiès'],
    ['joined pictures', 'Chez la famille 👨‍👩‍👧‍👦 à Thiès'],
    ['lines and tabs', 'Un atelier\n\tà Thiès'],
  ])('keeps %s as it was written', async (_, vision) => {
    const started = await generate(vision);
    expect(started.status).toBe(202);
    expect(await visionOf(started)).toBe(vision);
  });

  it('takes away what turns the reading direction around', async () => {
    expect(await visionOf(await generate('Un \u202eatelier\u202c \u2066à\u2069 Thiès'))).toBe(
      'Un atelier à Thiès',
    );
  });

  it.each([
    ['a NUL', 'Un atelier\u0000'],
    ['a control', 'Un \u001batelier'],
    ['a carriage return', 'Un\r\natelier'],
    ['a delete', 'Un\u007f atelier'],
    ['a command of a terminal', 'Un \u009b31matelier'],
    ['a next line of C1', 'Un\u0085atelier'],
    ['nothing but overrides', '\u202e\u202d\u2066'],
    ['nothing that is seen', '\u200b\u2060\ufeff'],
    ['half a surrogate pair', 'Un atelier \ud83d'],
  ])('refuses %s', async (_, vision) => {
    const answer = await generate(vision);
    expect(answer.status).toBe(422);
    expect(answer.json()).toMatchObject({ errors: [{ pointer: '/business_brief/vision' }] });
  });

  it('has one form of a name', async () => {
    const email = anEmail();
    const body = { email, name: 'Zoe\u0308 N\u0303diaye', password: PASSWORD };
    expect((await api.call('/auth/register', { body })).json()).toMatchObject({ name: 'Zoë Ñdiaye' });
  });

  it('has names of one line', async () => {
    const register = (name: string) =>
      api.call('/auth/register', { body: { email: anEmail(), name, password: PASSWORD } });
    const name = (business_name: string) =>
      api.call('/business/brief/generate', { token, body: aBrief({ business_name }) });

    expect((await register('\tAwa Diop\n')).json()).toMatchObject({ name: 'Awa Diop' });
    for (const odd of ['Awa\nDiop', 'Awa\tDiop', 'Awa\u009bDiop']) {
      expect((await register(odd)).json()).toMatchObject({
        errors: [{ pointer: '/name', code: 'FORBIDDEN_CHARACTER' }],
      });
      expect((await name(odd)).json()).toMatchObject({
        errors: [{ pointer: '/business_brief/business_name', code: 'FORBIDDEN_CHARACTER' }],
      });
    }
  });

  it('has one account for an address, however it is written', async () => {
    const email = anEmail();
    const register = (address: string) =>
      api.call('/auth/register', { body: { email: address, name: 'Awa', password: PASSWORD } });
    expect((await register(email)).status).toBe(201);
    for (const other of [email.toUpperCase(), email.replace('awa', 'AWA')]) {
      expect((await register(other)).status).toBe(409);
      expect((await signIn(api, other)).status).toBe(200);
    }
    for (const hidden of [
      email.replace('@', '\u200b@'),
      email.replace('awa', 'a\u00adwa'),
      `${email}\u0000`,
      `\udfff${email}`,
    ]) {
      expect((await register(hidden)).status).toBe(422);
    }
  });

  it('knows a password in either form', async () => {
    const email = anEmail();
    const password = 'un mot de passe très éloigné';
    await api.call('/auth/register', { body: { email, name: 'Awa', password: password.normalize('NFC') } });
    expect((await signIn(api, email, password.normalize('NFD'))).status).toBe(200);
  });
});
