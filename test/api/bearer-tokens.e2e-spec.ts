import { Clock } from '@genesis/kernel';
import { MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { anAccount } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const OPERATOR_TOKEN = 'the-operator-token-of-the-bearer-test';
const ME = 'GET /api/v1/auth/me';

describe('bearer tokens', () => {
  let api: ApiUnderTest;
  let caller: ApiCaller;
  let token: string;

  beforeAll(async () => {
    api = await startApi({ OPERATOR_TOKEN });
    caller = new ApiCaller(api.url);
    ({ access_token: token } = await anAccount(caller));
  });
  afterAll(() => api.close());

  /** The status of a request whose header lines are sent as they are. */
  async function statusOf(
    request: string,
    lines: readonly string[],
    port = new URL(api.url).port,
  ): Promise<number> {
    const socket = connect(Number(port), '127.0.0.1');
    // Written, not ended: of a client that has gone no answer is expected.
    socket.write([`${request} HTTP/1.1`, 'Host: a', 'Connection: close', ...lines, '', ''].join('\r\n'));
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]);
    socket.destroy();
    return status;
  }

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Bearer  ', '  Bearer'])(
    'come behind %j',
    async (scheme) => {
      expect(await statusOf(ME, [`Authorization: ${scheme} ${token}`])).toBe(200);
      expect(await statusOf(ME, [`authorization:${scheme} ${token}  `])).toBe(200);
    },
  );

  it.each<[string, (token: string) => readonly string[]]>([
    ['a tab between', (given) => [`Authorization: Bearer\t${given}`]],
    ['no space between', (given) => [`Authorization: Bearer${given}`]],
    ['a comma between', (given) => [`Authorization: Bearer,${given}`]],
    ['another scheme', (given) => [`Authorization: Token ${given}`]],
    ['no scheme', (given) => [`Authorization: ${given}`]],
    ['quotes', (given) => [`Authorization: Bearer "${given}"`]],
    ['a no-break space', (given) => [`Authorization: Bearer\u00a0${given}`]],
    ['two tokens', (given) => [`Authorization: Bearer ${given} ${given}`]],
    ['two schemes', (given) => [`Authorization: Basic YTpi, Bearer ${given}`]],
    ['nothing behind the scheme', () => ['Authorization: Bearer ']],
    ['the header twice', (given) => [`Authorization: Bearer ${given}`, `Authorization: Bearer ${given}`]],
    [
      'the header twice, a wrong one last',
      (given) => [`Authorization: Bearer ${given}`, 'authorization: Bearer x'],
    ],
    ['the header twice, an empty one first', (given) => ['Authorization:', `Authorization: Bearer ${given}`]],
    [
      'another header',
      (given) => [`X-Authorization: Bearer ${given}`, `Proxy-Authorization: Bearer ${given}`],
    ],
    ['10 kB', (given) => [`Authorization: Bearer ${given.padEnd(10_240, 'A')}`]],
  ])('are refused with %s', async (_what, lines) => {
    expect(await statusOf(ME, lines(token))).toBe(401);
  });

  it('are refused with a line break or a NUL in the header, before anybody looks', async () => {
    for (const odd of [`Bearer\r\n ${token}`, `Bearer ${token}\0`]) {
      expect(await statusOf(ME, [`Authorization: ${odd}`])).toBe(400);
    }
  });

  it('of an operator are refused when there are two', async () => {
    const port = String(api.app.get(MetricsServer).port);
    const replay = 'POST /operators/webhooks/replay';
    const right = `Authorization: Bearer ${OPERATOR_TOKEN}`;

    expect(await statusOf(replay, [right], port)).toBe(200);
    for (const lines of [[right, right], [right, 'Authorization: Bearer x'], ['Authorization:', right], []]) {
      expect(await statusOf(replay, lines, port)).toBe(401);
    }
    for (const odd of ['', OPERATOR_TOKEN.slice(1), `${OPERATOR_TOKEN}x`, OPERATOR_TOKEN.repeat(100)]) {
      expect(await statusOf(replay, [`Authorization: Bearer ${odd}`], port)).toBe(401);
    }
  });

  it('stop within 60 seconds for a user whom another replica has disabled', async () => {
    const { id, access_token: theirs } = await anAccount(caller);
    const clock = api.app.get(Clock);
    const real = clock.monotonicMs.bind(clock);
    const asked = async () => (await caller.call('/auth/me', { token: theirs })).status;
    expect(await asked()).toBe(200);
    await api.app.get(DataSource).query('UPDATE users SET is_active = false WHERE id = $1', [id]);
    // Remembered: this is what the promise is about.
    const business = async () => (await caller.call('/business/briefs', { token: theirs })).status;
    expect(await business()).toBe(200);

    clock.monotonicMs = () => real() + 60_000;
    try {
      expect([await business(), await asked()]).toEqual([401, 401]);
    } finally {
      clock.monotonicMs = real;
    }
  });
});
