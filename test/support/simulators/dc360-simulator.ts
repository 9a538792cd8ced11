import { z } from 'zod';
import { type Dc360Claims, Dc360Keys, type MintOptions } from './dc360-keys.js';
import { Dc360Websites, type SimulatedWebsite, WEBSITE_RULES, type WebsiteRules } from './dc360-websites.js';
import {
  type ReceivedRequest,
  type ScriptEntry,
  type SimulatedAnswer,
  type SimulatedRequest,
  type SimulatedRoute,
  type TransportBehaviour,
  VendorSimulator,
  type VendorSimulatorOptions,
} from './vendor-simulator.js';

const ownBehaviourSchema = z.discriminatedUnion('kind', [
  /** Does what was asked, then answers with this status: a gateway that gave up too early. */
  z.strictObject({ kind: z.literal('status_after'), status: z.number().int().min(400).max(599) }),
]);
export type Dc360Behaviour = z.infer<typeof ownBehaviourSchema>;
type Played = Dc360Behaviour | TransportBehaviour;

type Request = SimulatedRequest<Dc360Behaviour>;

/** A subscription as the platform writes it: either spelling of the quota, or both. */
export type SimulatedSubscription = Readonly<Record<string, unknown>>;

const userSchema = z.strictObject({
  profile: z.record(z.string(), z.unknown()).optional(),
  /** Null: the platform answers 403 NO_SUBSCRIPTION. */
  subscription: z.record(z.string(), z.unknown()).nullable().optional(),
});
/** What the platform knows of a user; what is not given has a plain value. */
export type SimulatedUser = z.input<typeof userSchema>;

const usageBodySchema = z.object({
  session_id: z.string().min(1),
  session_type: z.literal('business_brief'),
  timestamp: z.iso.datetime(),
});

const rulesSchema = z.strictObject({
  honoursIdempotencyKey: z.boolean().optional(),
  refusesDuplicates: z.boolean().optional(),
  findsByReference: z.boolean().optional(),
  statusOfNew: z.string().optional(),
});

export interface Dc360SimulatorOptions extends VendorSimulatorOptions {
  /** What callers must send as X-Service-Secret. Default `SIMULATED_DC360_SECRET`. */
  readonly secret?: string;
  /** Users that nobody has told of exist, with a pro subscription. Default false: they are 404. */
  readonly isEveryoneKnown?: boolean;
}

export const SIMULATED_DC360_SECRET = 'simulated-dc360-service-secret-of-40-characters';

/** DigitalCloud360 on the loopback interface. Besides its own routes and those of the base (`/__script`, `/__ledger`) it
 *  takes `PUT /simulator/users/:id`, `PUT /simulator/rules` and answers `GET /simulator/websites`, so that other
 *  processes can prepare and count. */
export class Dc360Simulator {
  private constructor(
    readonly server: VendorSimulator<Dc360Behaviour>,
    readonly keys: Dc360Keys,
    private readonly platform: Platform,
  ) {}

  static async start(options: Dc360SimulatorOptions = {}): Promise<Dc360Simulator> {
    const { secret = SIMULATED_DC360_SECRET, isEveryoneKnown = false, ...base } = options;
    const keys = await Dc360Keys.generate();
    const platform = new Platform(keys, isEveryoneKnown);
    const server = await VendorSimulator.start<Dc360Behaviour>(
      {
        routes: routesOf(platform, secret),
        ownBehaviours: ownBehaviourSchema,
        errorAnswer: ({ status, message }) => refusal(status, 'SIMULATED_FAILURE', message),
        reset: () => platform.clear(),
      },
      base,
    );
    return new Dc360Simulator(server, keys, platform);
  }

  /** Origin for DIGITALCLOUD360_API_URL, and issuer of the tokens. */
  get url(): string {
    return this.server.url;
  }

  get jwksUrl(): string {
    return `${this.url}/.well-known/jwks.json`;
  }

  play(...entries: readonly (Played | ScriptEntry<Played>)[]): void {
    this.server.play(...entries);
  }

  received(): readonly ReceivedRequest[] {
    return this.server.received();
  }

  /** Requests of one route, e.g. `POST /api/v1/websites`. */
  receivedAt(route: string): readonly ReceivedRequest[] {
    return this.received().filter(({ method, path }) => `${method} ${path}` === route);
  }

  /** Forgets users, usage, websites, script and ledger; the keys stay. */
  reset(): void {
    this.server.reset();
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  setUser(id: number | string, user: SimulatedUser = {}): void {
    this.platform.users.set(String(id), user);
  }

  /** Sessions that were counted for a user, each once per report. */
  usageOf(id: number | string): readonly string[] {
    return this.platform.usage.get(String(id)) ?? [];
  }

  get websites(): readonly SimulatedWebsite[] {
    return this.platform.websites.all;
  }

  setRules(rules: Partial<WebsiteRules>): void {
    this.platform.websites.rules = { ...this.platform.websites.rules, ...rules };
  }

  setWebsiteStatus(id: string, status: string): void {
    this.platform.websites.setStatus(id, status);
  }

  /** A token that this platform has signed for a user. */
  async mintToken(claims: Dc360Claims, options: MintOptions = {}): Promise<string> {
    return this.keys.mint(claims, this.url, options);
  }

  /** A new signing key; the older of the two before is withdrawn. */
  async rotateKeys(): Promise<void> {
    await this.keys.rotate();
  }
}

/** What the platform keeps. */
class Platform {
  readonly users = new Map<string, SimulatedUser>();
  /** Counted sessions by user. */
  readonly usage = new Map<string, string[]>();
  readonly websites = new Dc360Websites();
  private readonly usageKeys = new Set<string>();

  constructor(
    readonly keys: Dc360Keys,
    private readonly isEveryoneKnown: boolean,
  ) {}

  clear(): void {
    this.users.clear();
    this.usage.clear();
    this.usageKeys.clear();
    this.websites.clear();
  }

  user(id: string): SimulatedUser | null {
    return this.users.get(id) ?? (this.isEveryoneKnown ? {} : null);
  }

  profile(id: string): SimulatedAnswer {
    const user = this.user(id);
    if (user === null) return NO_USER;
    return { status: 200, body: { id: idOf(id), name: `User ${id}`, language: 'fr', ...user.profile } };
  }

  subscription(id: string): SimulatedAnswer {
    const user = this.user(id);
    if (user === null) return NO_USER;
    if (user.subscription === null) return refusal(403, 'NO_SUBSCRIPTION', 'No subscription.');
    return { status: 200, body: this.countedSubscription(id, user.subscription ?? {}) };
  }

  countUsage(id: string, { body, headers }: Request): SimulatedAnswer {
    if (this.user(id) === null) return NO_USER;
    const report = usageBodySchema.safeParse(body);
    if (!report.success) return refusal(422, 'VALIDATION_ERROR', z.prettifyError(report.error));
    const key = headers['idempotency-key'];
    const counted = this.usage.get(id) ?? [];
    if (key === undefined || !this.usageKeys.has(key)) {
      counted.push(report.data.session_id);
      if (key !== undefined) this.usageKeys.add(key);
    }
    this.usage.set(id, counted);
    const { quota_used, quota_limit } = this.countedSubscription(id, this.user(id)?.subscription ?? {});
    return { status: 200, body: { genesis_sessions_used: quota_used, max_monthly_sessions: quota_limit } };
  }

  async validate(body: unknown): Promise<SimulatedAnswer> {
    const token = z.object({ token: z.string() }).safeParse(body).data?.token;
    const claims = token === undefined ? null : await this.keys.claimsOf(token);
    if (claims === null) return refusal(401, 'INVALID_TOKEN', 'The token is not valid.');
    const { user_id: id, email, name, organization_id, tenant_slug } = claims;
    return { status: 200, body: { user: { id, email, name, organization_id, tenant_slug } } };
  }

  /** What was told, with the reports since added to it, under the spelling that was told. */
  private countedSubscription(id: string, told: SimulatedSubscription): Record<string, unknown> {
    const reported = this.usage.get(id)?.length ?? 0;
    const written = {
      plan: 'genesis_pro',
      subscription_status: 'active',
      quota_limit: 50,
      quota_used: 0,
      quota_reset_date: null,
      billing_cycle: 'monthly',
      ...told,
    };
    const count = (field: unknown): unknown => (typeof field === 'number' ? field + reported : field);
    return {
      ...written,
      quota_used: count(written.quota_used),
      ...('genesis_sessions_used' in told && { genesis_sessions_used: count(told.genesis_sessions_used) }),
    };
  }
}

function routesOf(platform: Platform, secret: string): Record<string, SimulatedRoute<Dc360Behaviour>> {
  const { websites } = platform;
  const guarded =
    (serve: SimulatedRoute<Dc360Behaviour>): SimulatedRoute<Dc360Behaviour> =>
    async (request) => {
      if (request.headers['x-service-secret'] !== secret) {
        return refusal(401, 'UNAUTHORIZED', 'The service secret is missing or wrong.');
      }
      const answer = await serve(request);
      const { behaviour } = request;
      return behaviour === null ? answer : refusal(behaviour.status, 'SIMULATED_FAILURE', 'After the fact.');
    };
  const id = ({ params }: Request): string => params.id ?? '';
  return {
    'GET /health': () => ({ status: 200, body: { status: 'healthy' } }),
    'GET /.well-known/jwks.json': () => ({ status: 200, body: platform.keys.jwks }),
    'GET /api/v1/users/:id/profile': guarded((request) => platform.profile(id(request))),
    'GET /api/v1/users/:id/subscription': guarded((request) => platform.subscription(id(request))),
    'POST /api/v1/users/:id/genesis-usage': guarded((request) => platform.countUsage(id(request), request)),
    'POST /api/v1/auth/validate': guarded(({ body }) => platform.validate(body)),
    'POST /api/v1/websites': guarded(({ body, headers }) =>
      websites.create(body, headers['idempotency-key'] ?? null),
    ),
    'GET /api/v1/websites': guarded(({ query }) => websites.find(query)),
    'PUT /api/v1/websites/:id': guarded((request) => websites.update(id(request), request.body)),
    'GET /api/v1/websites/:id/status': guarded((request) => websites.status(id(request))),
    // Signed, so that no secret is sent along; whoever tests signatures has a receiver of their own.
    'POST /genesis/brief-completed': () => ({ status: 200, body: {} }),
    'PUT /simulator/users/:id': (request) => {
      platform.users.set(id(request), userSchema.parse(request.body));
      return { status: 200, body: {} };
    },
    'PUT /simulator/rules': ({ body }) => {
      websites.rules = { ...WEBSITE_RULES, ...rulesSchema.parse(body) };
      return { status: 200, body: {} };
    },
    'GET /simulator/websites': () => ({ status: 200, body: { websites: websites.all } }),
  };
}

const NO_USER: SimulatedAnswer = {
  status: 404,
  body: { error: 'NOT_FOUND', message: 'No such user.', details: null },
};

function refusal(status: number, error: string, message: string): SimulatedAnswer {
  return { status, body: { error, message, details: null } };
}

const idOf = (id: string): number | string => (/^\d{1,15}$/.test(id) ? Number(id) : id);
