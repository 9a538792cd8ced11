import type { EnvironmentVariables } from '@genesis/config';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { type Answer, ApiCaller, type Call } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ServerSentEvent, serverSentEvents } from '../support/harness/server-sent-events.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

export const SECRET_KEY = 'another key of the test, long enough for HS256';
export const GENERATE = '/business/brief/generate';

export interface Problem {
  readonly status: number;
  readonly error: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

/** An api and two people who have briefs: for a `describe`. */
export function briefsUnderTest(env: EnvironmentVariables = {}) {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;
  let binta: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ SECRET_KEY, TESTING_MODE: 'true', ...env });
    api = new ApiCaller(server.url);
    [awa, binta] = await Promise.all([registerUser(api), registerUser(api)]);
  });
  afterAll(() => server.close());

  const asAwa = (path: string, call: Call = {}) => api.call(path, { token: awa.token, ...call });
  const generate = (body: unknown = aBrief(), headers: Record<string, string> = {}) =>
    asAwa(GENERATE, { body, headers });
  const post = (path: string, body?: unknown) => asAwa(path, { method: 'POST', body });
  const briefPath = (briefId: string, rest = '') => `/business/brief/${briefId}${rest}`;

  async function started(body: unknown = aBrief()): Promise<RunStartedResponse> {
    const answer = await generate(body);
    expect(answer.status).toBe(202);
    return answer.json<RunStartedResponse>();
  }
  async function read<T>(briefId: string, rest = ''): Promise<T> {
    const answer = await asAwa(briefPath(briefId, rest));
    expect(answer.status).toBe(200);
    return answer.json<T>();
  }
  /** A brief whose first run has ended. */
  async function finished(): Promise<string> {
    const { brief_id } = await started();
    await finishRun(server.app, brief_id);
    return brief_id;
  }
  function expectProblem(answer: Answer, status: number, error: string): Problem {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = answer.json<Problem>();
    expect(problem).toMatchObject({ status, error, request_id: expect.any(String) });
    expect(answer.status).toBe(status);
    return problem;
  }
  const pointers = ({ errors = [] }: Problem) => errors.map(({ pointer }) => pointer).sort();
  async function eventsOf(response: Response): Promise<ServerSentEvent[]> {
    const events: ServerSentEvent[] = [];
    if (response.body) for await (const event of serverSentEvents(response.body)) events.push(event);
    return events;
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
    generate,
    post,
    briefPath,
    started,
    read,
    finished,
    expectProblem,
    pointers,
    eventsOf,
  };
}
