// No imports and no syntax that has to be compiled away by more than removal: the scripts read this file as it is.

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface RedisLogin {
  readonly username: string | null;
  readonly password: string | null;
}

/** One server, or a provider's address in front of several. */
export interface SingleRedis {
  readonly kind: 'single';
  readonly url: string;
  readonly nodes: readonly RedisNode[];
}

/** Sentinels that tell where the primary is. The login is Redis's, `sentinelLogin` the sentinels' own. */
export interface SentinelRedis {
  readonly kind: 'sentinel';
  readonly isTls: boolean;
  readonly nodes: readonly RedisNode[];
  readonly masterName: string;
  /** Null: the address names none. */
  readonly database: number | null;
  readonly login: RedisLogin;
  readonly sentinelLogin: RedisLogin;
}

/** Nodes by which the others are found. */
export interface ClusterRedis {
  readonly kind: 'cluster';
  readonly isTls: boolean;
  readonly nodes: readonly RedisNode[];
  readonly login: RedisLogin;
}

export type RedisAddress = SingleRedis | SentinelRedis | ClusterRedis;

const SCHEME = /^redis(s?)(?:\+(sentinel|cluster))?:\/\//i;
/** `user:password@`, the hosts, the path, the query; a password may hold no `/`, `?`, `#` or `@` that is not encoded. */
const PARTS = /^(?:([^/?#@]*)@)?([^/?#@]*)(\/[^?#]*)?(?:\?([^#]*))?$/;
/** A host name, an IPv4 address, or an IPv6 address in brackets; then a port. */
const NODE = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;
const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6_379;
/** What Sentinel takes as the name of a primary. */
const MASTER_NAME = /^[\w.-]+$/;
const SENTINEL_PARAMETERS: ReadonlySet<string> = new Set(['sentinel_username', 'sentinel_password']);
const FORMS = 'must be a redis://, rediss://, redis+sentinel:// or redis+cluster:// URL';

/** Why an address cannot be used, worded to follow the setting's name; never contains the address. */
export class RedisAddressError extends Error {
  override readonly name = 'RedisAddressError';
}

/**
 * Reads `redis[s]://[login@]host[:port][/database]`,
 * `redis[s]+sentinel://[login@]host[:port],…/master[/database][?sentinel_username=…&sentinel_password=…]` or
 * `redis[s]+cluster://[login@]host[:port],…`; with the `s`, every connection is over TLS, those to sentinels too.
 * @throws RedisAddressError
 */
export function readRedisAddress(written: string): RedisAddress {
  const text = written.trim();
  const [scheme, tls, topology] = SCHEME.exec(text) ?? [];
  if (scheme === undefined) throw new RedisAddressError(FORMS);
  if (topology === undefined) return singleOf(text);
  const parts = PARTS.exec(text.slice(scheme.length));
  if (parts === null) {
    throw new RedisAddressError('must have the special characters of its password percent-encoded');
  }
  const [, login, hosts = '', path = '', query = ''] = parts;
  const isTls = tls !== '';
  return topology.toLowerCase() === 'sentinel'
    ? sentinelOf({ isTls, login: loginOf(login), hosts, path, query })
    : clusterOf({ isTls, login: loginOf(login), hosts, path, query });
}

/** The address with `database`, where it names none of its own and may have one. */
export function withRedisDatabase(written: string, database: number): string {
  const address = readRedisAddress(written);
  if (address.kind === 'cluster') return written;
  if (address.kind === 'sentinel') {
    if (address.database !== null) return written;
    const [front = '', query] = written.split('?');
    const named = `${front.replace(/\/$/, '')}/${database}`;
    return query === undefined ? named : `${named}?${query}`;
  }
  const url = new URL(written);
  if (url.pathname.length > 1 || url.searchParams.has('db')) return written;
  url.pathname = `/${database}`;
  return url.href;
}

function singleOf(text: string): SingleRedis {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new RedisAddressError(
      text.includes(',') ? `${FORMS}; only the last two take several hosts` : FORMS,
    );
  }
  if (url.hostname === '') throw new RedisAddressError(FORMS);
  if (!/^\/?\d*$/.test(url.pathname)) throw new RedisAddressError('must end in a database number');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { kind: 'single', url: text, nodes: [{ host, port: Number(url.port || REDIS_PORT) }] };
}

interface AddressParts {
  readonly isTls: boolean;
  readonly login: RedisLogin;
  readonly hosts: string;
  readonly path: string;
  readonly query: string;
}

function sentinelOf({ isTls, login, hosts, path, query }: AddressParts): SentinelRedis {
  const nodes = nodesOf(hosts, SENTINEL_PORT);
  const [, masterName = '', database = '', ...more] = path.split('/');
  if (!MASTER_NAME.test(masterName)) {
    throw new RedisAddressError('must name the primary that the sentinels watch: …/mymaster');
  }
  if (more.length > 0 || !/^(|\d|1[0-5])$/.test(database)) {
    throw new RedisAddressError('must end in a database number, 0 to 15, or in the name of the primary');
  }
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    if (!SENTINEL_PARAMETERS.has(name)) {
      throw new RedisAddressError(`must have no parameters but ${[...SENTINEL_PARAMETERS].join(', ')}`);
    }
  }
  return {
    kind: 'sentinel',
    isTls,
    nodes,
    masterName,
    database: database === '' ? null : Number(database),
    login,
    sentinelLogin: {
      username: parameters.get('sentinel_username'),
      password: parameters.get('sentinel_password'),
    },
  };
}

function clusterOf({ isTls, login, hosts, path, query }: AddressParts): ClusterRedis {
  const nodes = nodesOf(hosts, REDIS_PORT);
  if (!/^(|\/|\/0)$/.test(path)) {
    throw new RedisAddressError('must name no database: a Redis Cluster has only number 0');
  }
  if (query !== '') throw new RedisAddressError('must have no parameters');
  return { kind: 'cluster', isTls, nodes, login };
}

function nodesOf(hosts: string, defaultPort: number): readonly RedisNode[] {
  return hosts.split(',').map((written, index) => {
    const [, host, port] = NODE.exec(written.trim()) ?? [];
    const number = Number(port ?? defaultPort);
    if (host === undefined || number < 1 || number > 65_535) {
      throw new RedisAddressError(`must list hosts as host:port,host:port; entry ${index + 1} is none`);
    }
    return { host: host.replace(/^\[|\]$/g, ''), port: number };
  });
}

function loginOf(written: string | undefined): RedisLogin {
  if (written === undefined) return { username: null, password: null };
  const [username = '', ...rest] = written.split(':');
  const password = rest.join(':');
  return { username: decoded(username), password: decoded(password) };
}

function decoded(text: string): string | null {
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisAddressError('has a % that is not percent-encoding; write it as %25');
  }
}

/** The password that opens Redis itself; null for none. */
export function passwordOfRedis(address: RedisAddress): string | null {
  const password =
    address.kind === 'single'
      ? decodeURIComponent(URL.parse(address.url)?.password ?? '')
      : address.login.password;
  return password === '' ? null : password;
}
