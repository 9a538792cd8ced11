import { COACHING_STEPS, type CoachingStep } from '@genesis/knowledge';
import type { CoachingResponse } from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type { GeneratedBriefResponse } from '../../apps/api/src/contract/dto/contract.responses.js';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { type Answer, ApiCaller } from '../support/builders/api-caller.js';
import { aJudgement } from '../support/builders/judgement.builder.js';
import { aDc360UserId, anOrder, ServiceCaller } from '../support/builders/service-caller.js';
import type { ApiClient } from '../support/harness/api-client.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ENGLISH_IDEAS } from '../support/ideas/ideas.en.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import type { MonitoredService } from './monitored-service.js';

const RUN_MS = 60_000;
const COACH = '/api/v1/coaching';
const SEARCH = '/api/v1/integrations/tavily/search';
const WEBSITES = '/business/website/create';
/** More of them than one person may pay for in a day. */
const BRIEFS_OF_ONE_PERSON = 6;

const idea = (n: number) => ({
  business_brief: FRENCH_IDEAS[n % FRENCH_IDEAS.length]?.brief ?? {},
  language: 'fr',
});

/** Somebody whom DigitalCloud360 has sent. */
interface PersonOfThePlatform {
  readonly userId: number;
  readonly token: string;
  /** Finished, and not on the web. */
  readonly briefId: string;
}

/** What people, the platform and vendors do to the service, well or badly. */
export class ServiceTraffic {
  private readonly platform: ServiceCaller;
  private readonly api: ApiCaller;
  private person: PersonOfThePlatform | null = null;

  constructor(private readonly service: MonitoredService) {
    const [url = ''] = service.installation.urls;
    this.platform = new ServiceCaller(url);
    this.api = new ApiCaller(url);
  }

  /** Nothing goes wrong. */
  async healthy(): Promise<void> {
    await Promise.all([
      this.watchedBrief(),
      this.writtenBrief(1),
      this.coachedBrief(),
      this.publishedBrief(),
      this.integrationsAsked(),
    ]);
  }

  /** Everything goes wrong that may. */
  async failing(): Promise<void> {
    await this.vendorsThatFail();
    await Promise.all([
      this.runsThatEndBadly(),
      this.spendingPerson(),
      this.weakAnswers(),
      this.quotaUsedUp(),
      this.publicationThatFails(),
      this.faultyRequests(),
    ]);
  }

  /** Vendors are well again. A histogram that has only begun has no rate: two more rounds, so that each has one. */
  async recovered(): Promise<void> {
    await this.service.endScripts();
    for (const n of [5, 6]) {
      await Promise.all([this.writtenBrief(n), this.coachedBrief()]);
      await this.service.untilScraped();
    }
  }

  private newPerson(): Promise<ApiClient> {
    return this.service.installation.client().signUp();
  }

  private async writtenBrief(n: number): Promise<void> {
    const client = await this.newPerson();
    const { brief_id } = await client.generate(idea(n));
    await client.untilSettled(brief_id, RUN_MS);
  }

  /** Somebody looks at the events while they happen. */
  private async watchedBrief(): Promise<void> {
    const client = await this.newPerson();
    const { brief_id } = await client.generate(idea(0));
    for await (const event of client.stream(brief_id)) if (event.type === 'run.completed') break;
    await client.untilSettled(brief_id, RUN_MS);
  }

  private async integrationsAsked(): Promise<void> {
    const client = await this.newPerson();
    await client.call('GET', '/health/integrations');
    await client.call('POST', SEARCH, { json: { query: 'couture Thiès' } });
  }

  /** All steps, a good answer to each, and the brief that comes of it. */
  private async coachedBrief(): Promise<void> {
    const client = await this.newPerson();
    const { brief } = ENGLISH_IDEAS[5] ?? {};
    if (brief === undefined) throw new Error('there is no idea');
    const answers: Readonly<Record<CoachingStep, string>> = {
      vision: brief.vision,
      mission: brief.mission,
      clientele: brief.target_audience,
      differentiation: brief.differentiation,
      offre: brief.value_proposition,
    };
    const session_id = await this.beginSession(client);
    for (const step of COACHING_STEPS) {
      await this.judgeNextAnswer(session_id);
      await this.say(client, { session_id, step, user_response: answers[step] });
    }
    await client.call('POST', `${COACH}/complete`, {
      json: {
        session_id,
        confirm: true,
        business_name: brief.business_name,
        sector: brief.sector,
        location: brief.location,
        services: brief.services,
      },
    });
    const { body: started } = await client.call<RunStartedResponse>(
      'POST',
      '/api/v1/business/brief/generate',
      { json: { coaching_session_id: session_id } },
    );
    await client.untilSettled(started.brief_id, RUN_MS);
  }

  /** A good answer, one that is asked again, one that is kept nevertheless, one that is skipped; then nothing more. */
  private async weakAnswers(): Promise<void> {
    const client = await this.newPerson();
    const session_id = await this.beginSession(client);
    await this.judgeNextAnswer(session_id);
    await this.say(client, { session_id, step: 'vision', user_response: 'Que Thiès ait des légumes frais.' });
    await this.say(client, { session_id, step: 'mission', user_response: 'Oui' });
    await this.say(client, { session_id, step: 'mission', force_accept: true });
    await this.say(client, { session_id, step: 'clientele', skip: true });
  }

  private async beginSession(client: ApiClient): Promise<string> {
    const { body } = await client.call<CoachingResponse>('POST', `${COACH}/start`, {
      json: { language: 'fr' },
    });
    return body.session_id;
  }

  private async say(client: ApiClient, json: object): Promise<void> {
    await client.call('POST', `${COACH}/step`, { json });
  }

  private async judgeNextAnswer(sessionId: string): Promise<void> {
    await this.service.script(
      ['anthropic', 'openai'],
      [{ behaviour: { kind: 'content', content: aJudgement() }, callKeyIncludes: sessionId }],
    );
  }

  /** Two are ordered by the platform, whose person then puts the first on the web. */
  private async publishedBrief(): Promise<void> {
    const userId = aDc360UserId();
    const first = await this.ordered(userId);
    const briefId = await this.ordered(userId);
    const issued = succeeded(
      await this.platform.call('/api/v1/genesis/sso/codes', { body: { user_id: userId } }),
    );
    const { code } = issued.json<{ code: string }>();
    const exchanged = succeeded(await this.api.call('/auth/dc360/exchange', { body: { code } }));
    const { access_token: token } = exchanged.json<{ access_token: string }>();
    succeeded(await this.api.call(WEBSITES, { token, body: { brief_id: first } }));
    this.person = { userId, token, briefId };
  }

  private async ordered(userId: number): Promise<string> {
    const answer = await this.platform.call('/api/genesis/generate-brief/', { body: anOrder(userId) });
    return succeeded(answer).json<GeneratedBriefResponse>().id;
  }

  /** One is down, so that the next of the plan is asked; that one asks for patience, and is used up once. */
  private async vendorsThatFail(): Promise<void> {
    await Promise.all([
      this.service.script(['anthropic'], [{ behaviour: { kind: 'status', status: 500 }, times: null }]),
      this.service.script(
        ['openai'],
        [
          { behaviour: { kind: 'rate_limited', retryAfter: '1' } },
          { behaviour: { kind: 'quota_exhausted' } },
        ],
      ),
    ]);
  }

  /** One is cancelled, one has a part that no vendor writes, one is not done in time. */
  private async runsThatEndBadly(): Promise<void> {
    const client = await this.newPerson();
    const cancelled = await client.generate(idea(2));
    await client.cancel(cancelled.brief_id);
    const partial = await client.generate(idea(3));
    await this.service.script(
      [],
      [
        {
          behaviour: { kind: 'status', status: 400 },
          times: null,
          callKeyIncludes: `${partial.run_id}/seo`,
        },
      ],
    );
    const late = await client.generate(idea(4));
    await this.service.script(
      [],
      [{ behaviour: { kind: 'stall_before_answer' }, times: null, callKeyIncludes: late.run_id }],
    );
    for (const { brief_id } of [cancelled, partial, late]) await client.untilSettled(brief_id, RUN_MS);
  }

  /** Who has so many briefs written that the day's money is gone. */
  private async spendingPerson(): Promise<void> {
    const client = await this.newPerson();
    const started: RunStartedResponse[] = [];
    for (let n = 0; n < BRIEFS_OF_ONE_PERSON; n += 1) started.push(await client.generate(idea(n)));
    for (const { brief_id } of started) await client.untilSettled(brief_id, RUN_MS);
  }

  private async quotaUsedUp(): Promise<void> {
    const userId = aDc360UserId();
    const [platform] = this.service.vendors.vendors.filter(({ name }) => name === 'dc360');
    await fetch(`${platform?.url}/simulator/users/${userId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subscription: { quota_limit: 1, quota_used: 1 } }),
    });
    const refused = await this.platform.call('/api/genesis/generate-brief/', { body: anOrder(userId) });
    if (refused.status !== 403)
      throw new Error(`the quota was not refused: ${refused.status} ${refused.text}`);
  }

  /** The platform makes no website, however often it is asked, and does not take the news of a brief at once. */
  private async publicationThatFails(): Promise<void> {
    if (this.person === null) throw new Error('nobody has published before');
    const { userId, token, briefId } = this.person;
    const news = { behaviour: { kind: 'status', status: 500 }, routeIncludes: 'brief-completed' };
    const refusal = { behaviour: { kind: 'status', status: 422 }, routeIncludes: 'POST /api/v1/websites' };
    const failure = { ...refusal, behaviour: { kind: 'status', status: 503 }, times: null };
    await this.service.script(['dc360'], [news, refusal, refusal, failure]);
    const publish = async (): Promise<number> =>
      (await this.api.call(WEBSITES, { token, body: { brief_id: briefId } })).status;
    // Three rounds of two workers: one of them has two, with a scrape between them.
    for (const expected of [422, 422, 503]) {
      const status = await publish();
      if (status !== expected) throw new Error(`the publication was answered with ${status}`);
      await this.service.untilScraped();
    }
    await this.ordered(userId);
  }

  private async faultyRequests(): Promise<void> {
    const statuses = await Promise.all([
      this.api.call('/business/briefs'),
      this.api.call('/nowhere'),
      this.api.call('/auth/register', { body: { email: 'none' } }),
    ]);
    const refused = statuses.map(({ status }) => status);
    if (refused.some((status) => status < 400 || status > 499)) throw new Error(`answered ${refused.join()}`);
  }

  /** @returns once the workers have nothing left to do */
  async untilQuiet(): Promise<void> {
    const { db } = this.service.installation;
    await waitFor(
      async () => {
        const { rows } = await db.query<{ open: number }>(
          `SELECT count(*)::int AS open FROM agent_run WHERE status IN ('queued', 'running', 'parked')`,
        );
        return rows[0]?.open === 0;
      },
      { timeoutMs: RUN_MS, what: 'every run to end' },
    );
  }
}

function succeeded(answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(`${answer.status} ${answer.text}`);
}
