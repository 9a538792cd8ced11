import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssetStore } from '@genesis/assets';
import { AccountAdministration } from '@genesis/identity';
import { newId } from '@genesis/kernel';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { type ApiUnderTest, startApi } from '../api/api-under-test.js';
import { platformOf } from '../api/sso-platform.js';
import { anAccount, PASSWORD, signIn, type Tokens } from '../support/builders/account.builder.js';
import { ApiCaller, type Call } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { aDc360UserId, anOrder, SERVICE_SECRET, ServiceCaller } from '../support/builders/service-caller.js';
import { Dc360Simulator } from '../support/simulators/dc360-simulator.js';
import { simulatedPicture } from '../support/simulators/openai-images-picture.js';
import { startTavilySimulator, type TavilySimulator } from '../support/simulators/tavily-simulator.js';
import type { Operation } from '../support/harness/api-document.js';
import type { FuzzRequest } from './requests/fuzz-request.js';
import { aWebsite, makeReady } from './town-websites.js';

type Person = Tokens & { readonly id: string; readonly email: string };

const TAVILY_KEY = 'tvly-key-of-the-fuzz-test';
const SIDE = 32;
const STEPS = 5;
const OBJECT = /\{\{([\w.]+)\}\}/g;
const FORGED = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.';

/** A service with two people who have everything that one can have, and the platform beside it. */
export class Town {
  private readonly objects = new Map<string, string | number>();
  /** Made for a request that would use them up, and still there because it was refused. */
  private readonly unused = new Map<string, string | number>();
  private readonly api: ApiCaller;
  private readonly service: ServiceCaller;

  private constructor(
    readonly server: ApiUnderTest,
    private readonly dc360: Dc360Simulator,
    private readonly tavily: TavilySimulator,
    private readonly assetDir: string,
  ) {
    this.api = new ApiCaller(server.url);
    this.service = new ServiceCaller(server.url);
  }

  static async build(): Promise<Town> {
    const dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    const tavily = await startTavilySimulator({ apiKey: TAVILY_KEY });
    const assetDir = await mkdtemp(path.join(tmpdir(), 'genesis-fuzz-'));
    const server = await startApi({
      ...platformOf(dc360),
      TESTING_MODE: 'true',
      LOG_LEVEL: 'error',
      DC360_JWKS_URL: dc360.jwksUrl,
      DC360_JWT_ISSUER: dc360.url,
      ASSET_DIR: assetDir,
      TAVILY_API_KEY: TAVILY_KEY,
      TAVILY_BASE_URL: tavily.url,
      // Nobody's day is used up by a few hundred searches.
      SPENDING_CAP_USER_DAY_USD: '1000',
      SPENDING_CAP_DAY_USD: '1000',
    });
    tavily.serve({ url: 'https://www.ansd.sn/prix', title: 'Prix', content: 'Le riz coûte 400 F.' });
    const town = new Town(server, dc360, tavily, assetDir);
    await town.settle();
    return town;
  }

  get url(): string {
    return this.server.url;
  }

  private get db(): DataSource {
    return this.server.app.get(DataSource);
  }

  async leave(): Promise<void> {
    await this.server.close();
    await Promise.all([this.dc360.stop(), this.tavily.stop()]);
    await rm(this.assetDir, { recursive: true, force: true });
  }

  /** The request with the ids of real objects, which are made for it where it uses them up, and with who asks. */
  async meant(operation: Operation, request: FuzzRequest): Promise<FuzzRequest> {
    let text = JSON.stringify(request);
    const mine = this.unused;
    const needed = new Set([...text.matchAll(OBJECT)].map(([, name = '']) => name));
    if (request.credential === 'newcomer') needed.add('newcomer.token');
    for (const name of needed) {
      if (!mine.has(name)) await this.find(name, mine);
      const value = mine.get(name) ?? this.objects.get(name);
      if (value === undefined) throw new Error(`the town has no ${name}`);
      if (typeof value === 'number') text = text.replaceAll(`"user_id":"{{${name}}}"`, `"user_id":${value}`);
      text = text.replaceAll(`{{${name}}}`, JSON.stringify(String(value)).slice(1, -1));
    }
    const meant = JSON.parse(text) as FuzzRequest;
    return { ...meant, headers: [...this.credentials(operation, request), ...meant.headers] };
  }

  /** A request was accepted: what it had of its own is used up. */
  accepted(): void {
    this.unused.clear();
  }

  private credentials({ door }: Operation, { credential }: FuzzRequest): FuzzRequest['headers'] {
    const bearer = (token: unknown) => [['authorization', `Bearer ${String(token)}`]] as const;
    const secret = (text: string) => [['x-service-secret', text]] as const;
    if (door === 'everybody' || credential === 'nobody') return [];
    if (credential === 'newcomer') return bearer(this.unused.get('newcomer.token'));
    if (credential === 'stranger') return bearer(this.objects.get('stranger.token'));
    const isService = door === 'service';
    if (credential === 'forged') return isService ? secret(`${SERVICE_SECRET}x`) : bearer(FORGED);
    return isService === (credential === 'owner')
      ? secret(SERVICE_SECRET)
      : bearer(this.objects.get('owner.token'));
  }

  private async settle(): Promise<void> {
    this.objects.set('run', newId());
    const [owner, stranger] = await Promise.all([anAccount(this.api), anAccount(this.api)]);
    this.setPerson('owner', owner);
    this.setPerson('stranger', stranger);
    for (const [who, person] of [
      ['', owner],
      ['stranger.', stranger],
    ] as const) {
      const brief = await this.aBrief(person);
      this.objects.set(`${who}brief`, brief);
      this.objects.set(`${who}session`, await this.aSession(person));
      this.objects.set(`${who}website`, await aWebsite(this.db, brief));
      this.objects.set(`${who}sign_in`, signInOf(person));
    }
    this.objects.set('brief.queued.kept', await this.aBrief(owner, false));
    const published = await this.aReadyBrief(owner);
    await aWebsite(this.db, published);
    this.objects.set('brief.published', published);
    this.objects.set('session.answered', await this.anAnsweredSession(owner));
    const me = await this.call<{ id: number }>('/users/me', { token: owner.access_token });
    this.objects.set('owner.id', me.id);
    this.objects.set('cursor.briefs', await this.cursorOf('/business/briefs', owner));
    this.objects.set('cursor.sessions', await this.cursorOf('/coaching/sessions', owner));
    await this.call('/integrations/redis-fs/write', {
      token: owner.access_token,
      body: { path: 'notes/a.md', content: 'Une note.' },
    });
    this.objects.set('file', 'notes/a.md');
    await this.settlePlatform();
    this.objects.set('picture', await this.aPicture(owner.id, String(this.objects.get('brief'))));
  }

  private async settlePlatform(): Promise<void> {
    const userId = aDc360UserId();
    const answer = await this.service.call('/api/genesis/generate-brief', {
      body: anOrder(userId),
      headers: { prefer: 'respond-async' },
    });
    const { id } = answer.json<{ id: string }>();
    await finishRun(this.server.app, id);
    this.objects.set('dc360.user', userId);
    this.objects.set('brief.dc360', id);
    const [brief] = await this.db.query<{ owner: string }[]>(
      `SELECT owner_id AS owner FROM business_briefs WHERE id = $1`,
      [id],
    );
    this.objects.set('picture.dc360', await this.aPicture(brief?.owner ?? '', id));
  }

  private setPerson(who: string, person: Person, into: Map<string, string | number> = this.objects): void {
    into.set(`${who}.token`, person.access_token);
    into.set(`${who}.refresh_token`, person.refresh_token);
    into.set(`${who}.email`, person.email);
    into.set(`${who}.password`, PASSWORD);
  }

  /** What a request uses up is made for it alone. */
  private async find(name: string, mine: Map<string, string | number>): Promise<void> {
    const owner = { access_token: String(this.objects.get('owner.token')) };
    if (name.startsWith('newcomer.')) this.setPerson('newcomer', await anAccount(this.api), mine);
    else if (name === 'brief.new') mine.set(name, await this.aBrief(owner));
    else if (name === 'brief.queued') mine.set(name, await this.aBrief(owner, false));
    else if (name === 'brief.ready') mine.set(name, await this.aReadyBrief(owner));
    else if (name === 'website.new') mine.set(name, await this.aWebsiteOfTwoVersions(owner));
    else if (name === 'sign_in.new') mine.set(name, await this.anotherSignIn());
    else if (name === 'session.new') mine.set(name, await this.aSession(owner));
    else if (name === 'reset_code') mine.set(name, await this.aResetCode());
    else if (name === 'sso_code') mine.set(name, await this.anSsoCode());
    else if (name === 'platform_token')
      mine.set(name, await this.dc360.mintToken({ user_id: aDc360UserId() }));
  }

  private async call<T>(path: string, call: Call): Promise<T> {
    const answer = await this.api.call(path, call);
    if (answer.status >= 300)
      throw new Error(`the town cannot be built: ${path} ${answer.status} ${answer.text}`);
    return answer.json<T>();
  }

  private async aBrief(
    { access_token: token }: Pick<Person, 'access_token'>,
    isFinished = true,
  ): Promise<string> {
    const { brief_id: id } = await this.call<{ brief_id: string }>('/business/brief/generate', {
      token,
      body: aBrief(),
    });
    if (isFinished) await finishRun(this.server.app, id);
    return id;
  }

  private async aSession({ access_token: token }: Pick<Person, 'access_token'>): Promise<string> {
    return (await this.call<{ session_id: string }>('/coaching/start', { token, body: {} })).session_id;
  }

  private async anAnsweredSession(person: Person): Promise<string> {
    const session = await this.aSession(person);
    const token = person.access_token;
    for (let step = 0; step < STEPS; step += 1) {
      await this.call('/coaching/step', { token, body: { session_id: session, skip: true } });
    }
    return session;
  }

  private async aReadyBrief(owner: Pick<Person, 'access_token'>): Promise<string> {
    const id = await this.aBrief(owner);
    await makeReady(this.db, id);
    return id;
  }

  private async aWebsiteOfTwoVersions(owner: Pick<Person, 'access_token'>): Promise<string> {
    const brief = await this.aBrief(owner);
    await this.call(`/business/brief/${brief}/regenerate`, {
      token: owner.access_token,
      body: { regenerate_sections: ['logo_creation'] },
    });
    await finishRun(this.server.app, brief);
    return aWebsite(this.db, brief, [1, 2]);
  }

  /** The owner's, on one more device. */
  private async anotherSignIn(): Promise<string> {
    return signInOf((await signIn(this.api, String(this.objects.get('owner.email')))).json<Tokens>());
  }

  private async aPicture(ownerId: string, briefId: string): Promise<string> {
    return this.server.app.get(AssetStore, { strict: false }).put({
      bytes: simulatedPicture({ width: SIDE, height: SIDE, isTransparent: true, subject: 'fuzz' }),
      mediaType: 'image/png',
      width: SIDE,
      height: SIDE,
      ownerId,
      briefId,
      kind: 'logo',
    });
  }

  private async cursorOf(path: string, { access_token: token }: Person): Promise<string> {
    return (await this.call<{ next_cursor: string }>(`${path}?limit=1`, { token })).next_cursor;
  }

  private async aResetCode(): Promise<string> {
    const { id } = await anAccount(this.api);
    const reset = await this.server.app.get(AccountAdministration, { strict: false }).issueReset(id);
    return reset?.code ?? '';
  }

  private async anSsoCode(): Promise<string> {
    const body = { user_id: aDc360UserId() };
    return (await this.service.call('/api/v1/genesis/sso/codes', { body })).json<{ code: string }>().code;
  }
}

const signInOf = ({ access_token: token }: Tokens): string => String(decodeJwt(token).sid);
