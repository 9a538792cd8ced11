import { COACHING_STEPS } from '@genesis/knowledge';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type {
  CoachingCompletedResponse,
  CoachingResponse,
} from '../../apps/api/src/coaching/dto/coaching.responses.js';
import { type Answer, ApiCaller, type Call } from '../support/builders/api-caller.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

export const GOOD = {
  vision:
    'Que les mamans de Grand Yoff à Dakar trouvent des légumes frais au quartier sans payer le taxi jusqu’à Thiaroye.',
  mission:
    'Chaque matin nous achetons les légumes à Sangalkam avant 6 h, nous les lavons et nous les livrons à la porte, pour que les mamans gagnent deux heures.',
  clientele:
    'Les mamans de 30 à 45 ans de Grand Yoff qui travaillent au marché HLM, cuisinent le soir et peuvent payer 2 000 FCFA de légumes par jour ; je les trouve dans le groupe WhatsApp du quartier.',
  differentiation:
    'Je note le champ et le jour de cueillette sur chaque sachet, on peut appeler le maraîcher, et je reprends ce qui n’est pas frais ; mes cousins cultivent à Sangalkam, personne d’autre n’a ce prix.',
  offre:
    'Pour les mamans de Grand Yoff : un panier de légumes lavés pour quatre personnes, livré avant 8 h, à 2 500 FCFA, repris si un légume est abîmé.',
} as const;
export const VAGUE = 'Je veux réussir et aider les gens avec de bonnes choses de qualité';

export interface Problem {
  readonly status: number;
  readonly error: string;
  readonly details: Record<string, unknown> | null;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

/** An api and two people who are coached: for a `describe`. */
export function coachUnderTest() {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;
  let binta: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ TESTING_MODE: 'true' });
    api = new ApiCaller(server.url);
    [awa, binta] = await Promise.all([registerUser(api), registerUser(api)]);
  });
  afterAll(() => server.close());

  const asAwa = (path: string, call: Call = {}) =>
    api.call(`/coaching${path}`, { token: awa.token, ...call });
  const step = (body: unknown, headers: Record<string, string> = {}) => asAwa('/step', { body, headers });

  async function ok<T>(answer: Promise<Answer>, status = 200): Promise<T> {
    const given = await answer;
    expect([given.status, given.text.slice(0, 400)]).toEqual([status, expect.any(String)]);
    return given.json<T>();
  }
  async function begun(body: unknown = {}): Promise<CoachingResponse> {
    return ok(asAwa('/start', { body }));
  }
  async function answered(session_id: string, user_response: string): Promise<CoachingResponse> {
    return ok(step({ session_id, user_response }));
  }
  /** A session at its recap. */
  async function recapped(): Promise<CoachingResponse> {
    const { session_id } = await begun();
    let last: CoachingResponse | null = null;
    for (const name of COACHING_STEPS) last = await answered(session_id, GOOD[name]);
    if (last === null) throw new Error('there are no steps');
    return last;
  }
  async function drafted(): Promise<CoachingCompletedResponse> {
    const { session_id } = await recapped();
    return ok(
      asAwa('/complete', {
        body: { session_id, confirm: true, business_name: 'Sachet du matin', sector: 'maraîchage' },
      }),
    );
  }
  function expectProblem(answer: Answer, status: number, error: string): Problem {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect([answer.status, answer.json<Problem>().error]).toEqual([status, error]);
    return answer.json<Problem>();
  }

  return {
    // Known once the suite has begun.
    get server() {
      return server;
    },
    get api() {
      return api;
    },
    get awa() {
      return awa;
    },
    get binta() {
      return binta;
    },
    asAwa,
    step,
    ok,
    begun,
    answered,
    recapped,
    drafted,
    expectProblem,
  };
}
