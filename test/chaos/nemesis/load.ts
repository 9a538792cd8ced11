import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebsiteRequestedResponse } from '../../../apps/api/src/websites/dto/website.responses.js';
import { type ApiClient, UnexpectedAnswer } from '../../support/harness/api-client.js';
import { seededRandom } from '../../support/simulators/seeded-random.js';
import { IDEA } from '../private-servers.js';
import type { ClientNotes } from './client-notes.js';
import type { Town } from './town.js';

const AGAIN_AFTER_MS = 300;
/** How long a client goes on with one request; longer than any outage. */
const PATIENCE_MS = 90_000;
/** Longer than the deadline of a run, and the outages in it. */
const LONGEST_RUN_MS = 300_000;
const CREATE = '/api/v1/business/website/create';
const ENDS = ['completed', 'partial', 'failed', 'cancelled'];
/** Shares of what a user does besides. */
const CANCELS = 0.08;
const REPEATS_KEY = 0.2;
const REGENERATES = 0.15;
const PUBLISHES = 0.6;
const PUBLISHES_TWICE = 0.3;

/** People who want briefs, one after the other, and websites of them; whatever happens, they try again. */
export class Load {
  private isOver = false;
  private readonly living: Promise<void>[] = [];

  constructor(
    private readonly town: Town,
    private readonly notes: ClientNotes,
    private readonly seed: number,
  ) {}

  /** @param lanes briefs of each user at a time */
  begin(users: readonly ApiClient[], lanes: number): void {
    for (const [number, user] of users.entries()) {
      for (let lane = 0; lane < lanes; lane += 1) {
        this.living.push(this.live(user, seededRandom(this.seed + 1_000 * number + lane)));
      }
    }
  }

  /** No new brief any more. @returns when every started one has ended for its user */
  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.living);
  }

  private async live(user: ApiClient, random: () => number): Promise<void> {
    while (!this.isOver) {
      await this.oneBrief(user, random).catch((error: unknown) => {
        this.notes.break(`I2: ${describeError(error)}`);
      });
      await sleep(200 + random() * 800);
    }
  }

  private async oneBrief(user: ApiClient, random: () => number): Promise<void> {
    const draws = { cancel: random(), repeat: random(), regenerate: random(), publish: random() };
    const key = randomUUID();
    const clients = draws.repeat < REPEATS_KEY ? 2 : 1;
    const sent = Array.from({ length: clients }, () => this.accepted(user, key));
    const [started] = await Promise.all(sent);
    if (started === undefined) return;
    if (draws.cancel < CANCELS) {
      await sleep(random() * 4_000);
      await this.once(user, (at) => at.cancel(started.brief_id));
    }
    const end = await this.settled(user, started.brief_id, started.run_id);
    if (end === 'failed' || end === 'cancelled') return;
    if (draws.publish < PUBLISHES) {
      const requests = draws.publish < PUBLISHES * PUBLISHES_TWICE ? 2 : 1;
      await Promise.all(Array.from({ length: requests }, () => this.published(user, started.brief_id)));
    }
    if (draws.regenerate < REGENERATES) await this.regenerated(user, started.brief_id);
  }

  /** Sends it until there is an answer. */
  private async accepted(user: ApiClient, key: string) {
    const started = await this.untilAnswered(`an answer to the brief ${key}`, user, (at) =>
      at.generate(IDEA, key),
    );
    this.notes.accept({ user, briefId: started.brief_id, runId: started.run_id, key });
    return started;
  }

  private async regenerated(user: ApiClient, briefId: string): Promise<void> {
    // Without a key: a request whose answer was lost is not repeated.
    const started = await this.once(user, (at) => at.regenerate(briefId, ['logo']));
    if (started === null) return;
    this.notes.accept({ user, briefId, runId: started.run_id, key: null });
    const end = await this.settled(user, briefId, started.run_id);
    if (end === 'completed' || end === 'partial') await this.published(user, briefId);
  }

  private async published(user: ApiClient, briefId: string): Promise<void> {
    await this.untilAnswered(`an answer to the website of ${briefId}`, user, (at) =>
      at.call<WebsiteRequestedResponse>('POST', CREATE, {
        json: { brief_id: briefId },
        headers: { prefer: 'respond-async' },
      }),
    ).catch((error: unknown) => {
      // Another version is on its way; or what has become of it is too little for a website.
      if (!(error instanceof UnexpectedAnswer) || ![409, 422].includes(error.status)) throw error;
    });
  }

  private async settled(user: ApiClient, briefId: string, runId: string): Promise<string> {
    const giveUpAtMs = performance.now() + LONGEST_RUN_MS;
    while (performance.now() < giveUpAtMs) {
      const status = await this.once(user, (at) => at.status(briefId));
      if (status?.run_status != null && ENDS.includes(status.run_status)) {
        this.notes.sawEnd(runId);
        return status.run_status;
      }
      await sleep(400);
    }
    this.notes.break(`I2: its user has seen no end of the run ${runId} for ${LONGEST_RUN_MS} ms`);
    return 'failed';
  }

  /** One try, whose failure is nothing to a user. */
  private async once<T>(user: ApiClient, ask: (at: ApiClient) => Promise<T>): Promise<T | null> {
    try {
      return await ask(user.at(this.town.apiUrl(Math.random())));
    } catch (error) {
      this.noteRefusal(error);
      return null;
    }
  }

  /** @throws UnexpectedAnswer for what the client itself has done wrong */
  private async untilAnswered<T>(
    what: string,
    user: ApiClient,
    ask: (at: ApiClient) => Promise<T>,
  ): Promise<T> {
    const giveUpAtMs = performance.now() + PATIENCE_MS;
    let last: unknown;
    while (performance.now() < giveUpAtMs) {
      try {
        return await ask(user.at(this.town.apiUrl(Math.random())));
      } catch (error) {
        this.noteRefusal(error);
        if (error instanceof UnexpectedAnswer && !mayPass(error)) throw error;
        last = error;
        await sleep(AGAIN_AFTER_MS);
      }
    }
    throw new Error(`no client has got ${what}`, { cause: last });
  }

  private noteRefusal(error: unknown): void {
    if (error instanceof UnexpectedAnswer && error.status === 500) this.notes.answers500 += 1;
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describeError(error.cause)}`;
}

/** The first request with the same key is at work, the account is busy, a store is away. */
function mayPass({ status, problem }: UnexpectedAnswer): boolean {
  return status >= 500 || status === 429 || problem.error === 'IDEMPOTENCY_IN_FLIGHT';
}
