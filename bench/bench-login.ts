import { DatabaseSettings, loadSettings } from '@genesis/config';
import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import pg from 'pg';
import { median, percentile } from './measurement.js';
import { atMost, type Bar, report, rounded, say } from './report.js';
import { ApiClient, startApi } from './service.js';

// Whether the time of a refusal tells what was wrong: an address that nobody has against one that somebody has, a code that
// nobody was given against one that is over. Requests of all kinds are mixed at random, on one connection, one at a time.
const DEFAULT_ROUNDS = 300;
const WARM_UP_ROUNDS = 20;
/** Of the differences that come about when the same samples are dealt out anew, without regard to their kind: so much larger
 *  a difference is seen by chance once in a thousand runs. */
const NOISE_SHARE = 0.999;
const DEALS = 5_000;
/** Of a median: with more noise than this a missing hash would not show, and the comparison could not fail. */
const MOST_NOISE = 0.5;
const PASSWORD = 'trois baobabs au bord du fleuve';

interface Attempt {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

interface Kind {
  readonly name: string;
  readonly attempt: () => Attempt;
}

/** What a stranger must not tell apart, the first kind from each of the others. */
interface Secret {
  readonly what: string;
  readonly kinds: readonly [Kind, ...Kind[]];
}

const emailOf = (name: string): string => `${name}.${randomBytes(8).toString('hex')}@example.com`;
const codeOf = (bytes: number): string => randomBytes(bytes).toString('base64url');
const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');

const login = (username: string, password: string): Attempt => ({
  path: '/api/v1/auth/token',
  type: 'application/x-www-form-urlencoded',
  body: new URLSearchParams({ username, password }).toString(),
});
const sending = (path: string, body: object): Attempt => ({
  path: `/api/v1/auth/${path}`,
  type: 'application/json',
  body: JSON.stringify(body),
});

/** One connection, and the time from the last byte sent to the last byte read. */
class Stranger {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  async send({ path, type, body }: Attempt): Promise<{ readonly status: number; readonly ms: number }> {
    const startedAtMs = performance.now();
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
      const sent = request(
        new URL(path, this.url),
        { method: 'POST', agent: this.agent, headers },
        (answer) => {
          answer.resume();
          answer.once('end', () => {
            resolve({ status: answer.statusCode ?? 0, ms: performance.now() - startedAtMs });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }
}

/** Accounts and codes of every kind. */
async function prepare(stranger: Stranger, database: pg.Client): Promise<readonly Secret[]> {
  const register = async (email: string): Promise<string> => {
    const body = { email, name: 'Awa Diop', password: PASSWORD };
    const { status } = await stranger.send(sending('register', body));
    if (status !== 201) throw new Error(`an account was not made: ${String(status)}`);
    const { rows } = await database.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [email]);
    return rows[0]?.id ?? '';
  };
  const [somebody, disabled, platform] = [emailOf('somebody'), emailOf('disabled'), emailOf('platform')];
  const id = await register(somebody);
  await database.query('UPDATE users SET is_active = false WHERE id = $1', [await register(disabled)]);
  await database.query('UPDATE users SET password_hash = NULL, dc360_user_id = $2 WHERE id = $1', [
    await register(platform),
    randomBytes(8).toString('hex'),
  ]);
  const [reset, sso] = [codeOf(24), codeOf(32)];
  const over = `now() - interval '1 hour'`;
  await database.query(
    `INSERT INTO password_resets (user_id, code_hash, expires_at) VALUES ($1, $2, ${over})`,
    [id, hashOf(reset)],
  );
  await database.query(`INSERT INTO sso_codes (code_hash, user_id, expires_at) VALUES ($1, $2, ${over})`, [
    hashOf(sso),
    id,
  ]);
  const resetting = (code: string) =>
    sending('password-reset', { code, new_password: 'quatre pirogues sous la pluie' });
  return [
    {
      what: 'who has an account',
      kinds: [
        { name: 'unknown address', attempt: () => login(emailOf('nobody'), PASSWORD) },
        { name: 'wrong password', attempt: () => login(somebody, `${PASSWORD}!`) },
        { name: 'disabled account, right password', attempt: () => login(disabled, PASSWORD) },
        { name: 'account without a password', attempt: () => login(platform, PASSWORD) },
      ],
    },
    {
      what: 'which reset codes were given',
      kinds: [
        { name: 'unknown reset code', attempt: () => resetting(codeOf(24)) },
        { name: 'reset code that is over', attempt: () => resetting(reset) },
      ],
    },
    {
      what: 'which sign-on codes were given',
      kinds: [
        { name: 'unknown sign-on code', attempt: () => sending('dc360/exchange', { code: codeOf(32) }) },
        { name: 'sign-on code that is over', attempt: () => sending('dc360/exchange', { code: sso }) },
      ],
    },
  ];
}

function shuffled<T>(items: readonly T[]): T[] {
  const dealt = [...items];
  for (let last = dealt.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [dealt[last], dealt[other]] = [dealt[other] as T, dealt[last] as T];
  }
  return dealt;
}

/** How far apart the medians of two groups are when chance alone has made the groups. */
function noiseOf(one: readonly number[], other: readonly number[]): number {
  const all = [...one, ...other];
  const differences = Array.from({ length: DEALS }, () => {
    const dealt = shuffled(all);
    return Math.abs(median(dealt.slice(0, one.length)) - median(dealt.slice(one.length)));
  });
  return percentile(differences, NOISE_SHARE);
}

async function measure(stranger: Stranger, { what, kinds }: Secret, rounds: number): Promise<readonly Bar[]> {
  const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
  const statuses = new Set<number>();
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const kind of shuffled(kinds)) {
      const { status, ms } = await stranger.send(kind.attempt());
      statuses.add(status);
      if (round >= 0) times.get(kind)?.push(ms);
    }
  }
  if (statuses.size !== 1) throw new Error(`the status tells ${what}: ${[...statuses].join(', ')}`);
  const of = (kind: Kind): readonly number[] => times.get(kind) ?? [];
  const [unknown, ...others] = kinds;
  say(`${what}, ${String(rounds)} requests of each kind, all answered ${String([...statuses][0])}`);
  for (const kind of kinds) {
    const [low, mid, high] = [0.05, 0.5, 0.95].map((share) => rounded(percentile(of(kind), share)));
    say(`  ${kind.name}: median ${mid ?? ''} ms (5 % ${low ?? ''}, 95 % ${high ?? ''})`);
  }
  return others.flatMap((kind) => {
    const difference = median(of(kind)) - median(of(unknown));
    const noise = noiseOf(of(unknown), of(kind));
    say(`  ${kind.name} − ${unknown.name}: ${difference.toFixed(3)} ms, noise ± ${noise.toFixed(3)} ms`);
    const pair = `${kind.name} against ${unknown.name}`;
    return [
      atMost(`${pair}, difference of medians ÷ noise`, Math.abs(difference) / noise, 1),
      atMost(`${pair}, noise ÷ median`, noise / median(of(unknown)), MOST_NOISE),
    ];
  });
}

async function main(isCheck: boolean, rounds: number): Promise<boolean> {
  const database = new pg.Client({ connectionString: loadSettings().get(DatabaseSettings).url });
  await database.connect();
  const { api, url } = await startApi();
  try {
    await new ApiClient(url).untilReady();
    const stranger = new Stranger(url);
    const bars: Bar[] = [];
    for (const secret of await prepare(stranger, database))
      bars.push(...(await measure(stranger, secret, rounds)));
    return report(bars) || !isCheck;
  } finally {
    await api.stop();
    await database.end();
  }
}

const given = process.argv.find((argument) => /^\d+$/.test(argument));
process.exitCode = (await main(process.argv.includes('--check'), Number(given ?? DEFAULT_ROUNDS))) ? 0 : 1;
