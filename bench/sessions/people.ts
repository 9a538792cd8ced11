import { FRENCH_IDEAS } from '../../test/support/ideas/ideas.fr.js';
import type { WrittenIdea } from '../../test/support/ideas/written-idea.js';
import { inLanes } from '../measurement.js';
import { ApiClient, type CoachSays, type Started } from '../service.js';

/** Hashing a password takes a core: more at once would only wait. */
const SIGN_UPS_AT_ONCE = 2;
/** The coach asks again at most twice for each of the five steps. */
const MOST_ANSWERS = 15;
/** Names nothing: the coach asks again. */
const VAGUE = 'Je veux réussir';

type Idea = WrittenIdea['brief'];

const ANSWER_TO: Readonly<Record<string, (idea: Idea) => string>> = {
  vision: (idea) => idea.vision,
  mission: (idea) => idea.mission,
  clientele: (idea) => idea.target_audience,
  differentiation: (idea) => idea.differentiation,
  offre: (idea) => idea.value_proposition,
};

/** What went wrong is counted by its message, and stops nobody else. */
export class Faults {
  private readonly counts = new Map<string, number>();

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  get lines(): readonly string[] {
    return [...this.counts].map(([message, count]) => `${String(count)} × ${message}`);
  }

  /** @returns null for what went wrong */
  async unless<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      this.add(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  add(message: string): void {
    this.counts.set(message, (this.counts.get(message) ?? 0) + 1);
  }
}

/** Somebody with an idea, connections of their own, and a session at a time. */
export class Person {
  private session: string | null = null;

  constructor(
    private readonly client: ApiClient,
    private readonly idea: Idea,
  ) {}

  /** Walks through all five steps, answering as soon as the coach has.
   *  @param waitedMs is told the time of each answer's answer */
  async talk(waitedMs: (ms: number) => void): Promise<string> {
    let said = await this.client.coach('start', {});
    for (let answers = 0; said.current_step !== 'synthesis'; answers += 1) {
      if (answers === MOST_ANSWERS) throw new Error('the coach did not come to an end');
      const user_response = this.answerTo(said, answers);
      const startedAtMs = performance.now();
      said = await this.client.coach('step', { session_id: said.session_id, user_response });
      waitedMs(performance.now() - startedAtMs);
    }
    return said.session_id;
  }

  /** Confirms the draft that the answers make. */
  async confirm(session_id: string): Promise<void> {
    const { business_name, sector, location, services } = this.idea;
    await this.client.coach('complete', {
      session_id,
      confirm: true,
      business_name,
      sector,
      location,
      services,
    });
    this.session = session_id;
  }

  /** Has the brief of the last confirmed session made, or one of the same idea when that has been made. */
  async startBrief(): Promise<Started> {
    const { session } = this;
    this.session = null;
    return session === null ? this.client.generate(this.idea) : this.client.generateFromSession(session);
  }

  /** @returns milliseconds from `sinceMs` until the end of the brief's events */
  async followBrief(started: Started, sinceMs: number): Promise<number> {
    return (await this.client.follow(started, sinceMs)).lastMs;
  }

  private answerTo({ current_step }: CoachSays, answersBefore: number): string {
    if (answersBefore === 1) return VAGUE;
    const answer = ANSWER_TO[current_step];
    if (answer === undefined) throw new Error(`the coach asks for ${current_step}`);
    return answer(this.idea);
  }
}

/** So many people with connections of their own. */
export function peopleAt(url: string, count: number): readonly { client: ApiClient; person: Person }[] {
  return Array.from({ length: count }, (_none, index) => {
    const idea = FRENCH_IDEAS[index % FRENCH_IDEAS.length];
    if (idea === undefined) throw new Error('there are no ideas');
    const client = new ApiClient(url);
    return { client, person: new Person(client, idea.brief) };
  });
}

/** So many people who have signed up and in. */
export async function signedUpAt(url: string, count: number): Promise<readonly Person[]> {
  const people = peopleAt(url, count);
  await inLanes(SIGN_UPS_AT_ONCE, people, ({ client }) => client.signUp());
  return people.map(({ person }) => person);
}
