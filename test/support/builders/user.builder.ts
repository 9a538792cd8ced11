import { newId } from '@genesis/kernel';
import type { ApiCaller } from './api-caller.js';

export interface RegisteredUser {
  readonly userId: string;
  readonly email: string;
  readonly token: string;
}

const PASSWORD = 'trois baobabs au bord du fleuve';

/** A new person with an access token. */
export async function registerUser(api: ApiCaller): Promise<RegisteredUser> {
  const email = `awa.${newId()}@example.com`;
  const registered = await api.call('/auth/register', {
    body: { email, name: 'Awa Diop', password: PASSWORD },
  });
  const signedIn = await api.call('/auth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    rawBody: new URLSearchParams({ username: email, password: PASSWORD }).toString(),
  });
  return {
    userId: registered.json<{ user_id: string }>().user_id,
    email,
    token: signedIn.json<{ access_token: string }>().access_token,
  };
}
