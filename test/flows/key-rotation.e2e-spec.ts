import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAccount, type Tokens } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { ServiceCaller } from '../support/builders/service-caller.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';

const CASE_MS = 180_000;
const aSecret = () => randomBytes(32).toString('base64url');

interface Replica {
  readonly process: ServiceProcess;
  readonly url: string;
}

/** Two replicas that are replaced one after the other; what either has given out is used at both. */
describe('rotation on running processes', () => {
  let installation: Installation;
  let replicas: readonly [Replica, Replica];

  beforeAll(async () => {
    installation = await Installation.create(configuredStores());
  }, CASE_MS);
  afterAll(() => installation.close());

  async function aReplica(env: Record<string, string>): Promise<Replica> {
    const process = await installation.startApi(env);
    return { process, url: String(installation.urls.at(-1)) };
  }

  /** As a deployment does: the new one is up before the old one goes. After each, `check`. */
  async function roll(env: Record<string, string>, check: () => Promise<void>): Promise<void> {
    for (const at of [0, 1] as const) {
      const next = await aReplica(env);
      const before = replicas[at];
      replicas = at === 0 ? [next, replicas[1]] : [replicas[0], next];
      await check();
      await before.process.stop();
    }
  }

  it(
    'of the signing key logs nobody out: old and new keys run beside each other',
    async () => {
      const [old, next] = [aSecret(), aSecret()];
      const first = { SECRET_KEY: old };
      replicas = [await aReplica(first), await aReplica(first)];
      const people: (Tokens & { readonly email: string })[] = [
        await anAccount(new ApiCaller(replicas[0].url)),
      ];
      const patient = people[0]?.access_token ?? '';
      const everybodyIsIn = async () => {
        // Somebody new at each replica, so that tokens of either key are about.
        for (const { url } of replicas) people.push(await anAccount(new ApiCaller(url)));
        for (const { url } of replicas) {
          const api = new ApiCaller(url);
          for (const [index, person] of people.entries()) {
            expect((await api.call('/auth/me', { token: person.access_token })).status).toBe(200);
            const answer = await api.call('/auth/refresh', { body: { refresh_token: person.refresh_token } });
            expect(answer.status).toBe(200);
            people[index] = { ...person, ...answer.json<Tokens>() };
          }
          expect((await api.call('/auth/me', { token: patient })).status).toBe(200);
        }
      };

      await everybodyIsIn();
      await roll({ SECRET_KEY: old, SECRET_KEY_PREVIOUS: next }, everybodyIsIn);
      await roll({ SECRET_KEY: next, SECRET_KEY_PREVIOUS: old }, everybodyIsIn);

      // The last step, once no token of the old key can be alive: until then its holder would be told to refresh.
      const last = await aReplica({ SECRET_KEY: next });
      const api = new ApiCaller(last.url);
      expect((await api.call('/auth/me', { token: patient })).status).toBe(401);
      for (const { access_token: token } of people) {
        expect((await api.call('/auth/me', { token })).status).toBe(200);
      }
    },
    CASE_MS,
  );

  it(
    'of the signing key in one step instead would log people out: that is what the steps are for',
    async () => {
      const [old, next] = [aSecret(), aSecret()];
      const [before, after] = [
        await aReplica({ SECRET_KEY: old }),
        await aReplica({ SECRET_KEY: next, SECRET_KEY_PREVIOUS: old }),
      ];
      const { access_token: token } = await anAccount(new ApiCaller(after.url));
      expect((await new ApiCaller(before.url).call('/auth/me', { token })).status).toBe(401);
    },
    CASE_MS,
  );

  it(
    'of the service secret refuses no call',
    async () => {
      const [old, next] = [aSecret(), aSecret()];
      const first = { GENESIS_SERVICE_SECRET: old };
      replicas = [await aReplica(first), await aReplica(first)];
      let ofThePlatform = old;
      const statuses = async (secret: string) =>
        Promise.all(
          replicas.map(async ({ url }) => {
            const answer = await new ServiceCaller(url).call('/api/v1/business-brief/user/42', { secret });
            return answer.status;
          }),
        );
      const platformIsServed = async () => {
        expect(await statuses(ofThePlatform)).toEqual([200, 200]);
      };

      await platformIsServed();
      await roll({ GENESIS_SERVICE_SECRET: next, GENESIS_SERVICE_SECRET_PREVIOUS: old }, platformIsServed);
      ofThePlatform = next;
      await platformIsServed();
      await roll({ GENESIS_SERVICE_SECRET: next }, platformIsServed);
      expect(await statuses(old)).toEqual([401, 401]);
    },
    CASE_MS,
  );
});
