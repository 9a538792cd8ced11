import { anAccount } from './account.builder.js';
import type { ApiCaller } from './api-caller.js';

export interface RegisteredUser {
  readonly userId: string;
  readonly email: string;
  readonly token: string;
}

/** A new person with an access token. */
export async function registerUser(api: ApiCaller): Promise<RegisteredUser> {
  const { id: userId, email, access_token: token } = await anAccount(api);
  return { userId, email, token };
}
