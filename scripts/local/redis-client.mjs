/**
 * The service's own reading of an address. Not at the top: this Node may not read TypeScript, before the right one runs.
 * @returns {Promise<typeof import('../../libs/config/src/redis-address.js')>}
 */
const addresses = () => import('../../libs/config/src/redis-address.ts');

/** Whether an address is that of one server: then nothing has to be imported to read it. @param {string} url */
export const isOneServer = (url) => !/^rediss?\+/i.test(url.trim());

/**
 * @param {string} url of a server, of sentinels or of a cluster
 * @returns {Promise<string>} the hosts that it names, without anything secret
 */
export async function placeOfRedis(url) {
  if (isOneServer(url)) {
    const { hostname, port } = new URL(url);
    return `${hostname}:${port || 6379}`;
  }
  const { nodes } = (await addresses()).readRedisAddress(url);
  return nodes.map(({ host, port }) => `${host}:${port}`).join(',');
}

/**
 * @param {string} url of a server, of sentinels or of a cluster
 * @returns {Promise<import('ioredis').Redis | import('ioredis').Cluster>} connected, does not reconnect; `disconnect()` it
 */
export async function connectRedis(url) {
  const client = await openRedis(url);
  let lastError;
  client.on('error', (error) => {
    lastError = error.lastNodeError ?? error;
  });
  try {
    await client.connect();
    await client.ping();
    return client;
  } catch (error) {
    client.disconnect();
    // The first error names the reason; what `connect` rejects with is often just "Connection is closed".
    throw lastError ?? error;
  }
}

/** Every key of a Redis that begins so, in braces or not, node by node. @param {string} prefix */
export async function* keysOf(client, prefix) {
  const nodes = client.isCluster ? client.nodes('master') : [client];
  for (const node of nodes) {
    for (const match of [`${prefix}*`, `{${prefix}*`]) {
      for await (const keys of node.scanStream({ match, count: 1_000 })) yield* keys;
    }
  }
}

async function openRedis(url) {
  const { Cluster, Redis } = await import('ioredis');
  const options = {
    lazyConnect: true,
    connectTimeout: 5_000,
    // Its timer would keep the process, and a test run, waiting for 2 s.
    disconnectTimeout: 100,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  };
  if (isOneServer(url)) return new Redis(url, options);
  const address = (await addresses()).readRedisAddress(url);
  const tls = address.isTls ? { tls: {} } : {};
  const login = {
    username: address.login.username ?? undefined,
    password: address.login.password ?? undefined,
  };
  if (address.kind === 'cluster') {
    return new Cluster([...address.nodes], {
      lazyConnect: true,
      enableReadyCheck: false,
      clusterRetryStrategy: () => null,
      dnsLookup: (name, callback) => callback(null, name),
      redisOptions: { ...login, ...tls, connectTimeout: options.connectTimeout, disconnectTimeout: 100 },
    });
  }
  return new Redis({
    ...options,
    ...login,
    ...(address.isTls ? { ...tls, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
    sentinels: [...address.nodes],
    name: address.masterName,
    db: address.database ?? 0,
    sentinelUsername: address.sentinelLogin.username ?? undefined,
    sentinelPassword: address.sentinelLogin.password ?? undefined,
    sentinelRetryStrategy: () => null,
  });
}
