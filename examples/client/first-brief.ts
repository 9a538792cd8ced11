import {
  authRegister,
  authToken,
  briefsGenerate,
  briefsGet,
  briefsStatus,
  type BusinessBriefInput,
  type BusinessBriefResponse,
  type Problem,
  usersChange,
  usersMe,
} from './genesis/index.js';
import { type Client, createClient, createConfig } from './genesis/client/index.js';

/** A refusal of the service. `problem.error` is for the program, `problem.detail` for the person. */
export class GenesisProblem extends Error {
  override readonly name = 'GenesisProblem';

  constructor(readonly problem: Problem) {
    super(`${problem.error}: ${problem.detail}`);
  }
}

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Signs a person up and in. @param baseUrl origin of the service, without a path */
export async function signUp(baseUrl: string, { email, name, password }: Person): Promise<Client> {
  const open = createClient(createConfig({ baseUrl }));
  must(await authRegister({ client: open, body: { email, name, password } }));
  const tokens = must(await authToken({ client: open, body: { username: email, password } }));
  return createClient(createConfig({ baseUrl, auth: () => tokens.access_token }));
}

/** Changes the city of the profile, unless another tab was faster. */
export async function moveTo(client: Client, city: string): Promise<'moved' | 'changed elsewhere'> {
  const me = await usersMe({ client });
  must(me);
  const changed = await usersChange({
    client,
    body: { city },
    headers: { 'If-Match': me.response?.headers.get('etag') ?? '*' },
  });
  if (changed.error !== undefined && changed.response?.status === 412) return 'changed elsewhere';
  must(changed);
  return 'moved';
}

/** Turns an idea into a brief, and waits until it is there. */
export async function firstBrief(client: Client, idea: BusinessBriefInput): Promise<BusinessBriefResponse> {
  const started = must(
    await briefsGenerate({
      client,
      body: { business_brief: idea, language: 'fr' },
      // The same key after a broken connection: the same brief, not a second one.
      headers: { 'Idempotency-Key': crypto.randomUUID() },
    }),
  );
  const path = { briefId: started.brief_id };
  for (;;) {
    const { status } = must(await briefsStatus({ client, path }));
    if (status !== 'queued' && status !== 'in_progress') break;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return must(await briefsGet({ client, path }));
}

/** The answer, or its problem thrown. */
function must<Answer>({ data, error }: { data?: Answer; error?: unknown }): NonNullable<Answer> {
  if (data !== undefined && data !== null) return data;
  if (isProblem(error)) throw new GenesisProblem(error);
  throw new Error('The service was not reached, or something between it and us has answered', {
    cause: error,
  });
}

const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'error' in error && 'request_id' in error;
