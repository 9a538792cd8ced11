import { newId } from '@genesis/kernel';
import type { Answer, ApiCaller } from './api-caller.js';

export const PASSWORD = 'trois baobabs au bord du fleuve';

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Signs in with an address and a password. */
export async function signIn(api: ApiCaller, email: string, password = PASSWORD): Promise<Answer> {
  return api.call('/auth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    rawBody: new URLSearchParams({ username: email, password }).toString(),
  });
}

/** An account of nobody else's, signed in on one device. */
export async function anAccount(
  api: ApiCaller,
): Promise<Tokens & { readonly id: string; readonly email: string }> {
  const email = `awa.${newId()}@example.com`;
  const registered = await api.call('/auth/register', {
    body: { email, name: 'Awa Diop', password: PASSWORD },
  });
  const { user_id: id } = registered.json<{ user_id: string }>();
  return { id, email, ...(await signIn(api, email)).json<Tokens>() };
}
