import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFreePort, isPortFree } from './ports.mjs';
import { CommandError, waitUntil } from './project.mjs';
import { findRedis, libraryEnvironment } from './redis-binaries.mjs';
import { connectRedis } from './redis-client.mjs';
import { redisKind } from './redis.mjs';
import { closeServer, openServer } from './server.mjs';

/** Types and documentation of what is exported here: redis-topologies.d.mts. */

const masterName = 'genesis';
/** Not 0, so that a database that is forgotten on the way is noticed. */
const database = 1;
const downAfterMs = 1_000;
/** Also how soon a second failover may follow: Sentinel waits twice as long. */
const failoverTimeoutMs = 5_000;
const readyMs = 30_000;
/** A cluster's nodes talk to each other on a port of their own, so much above the other. */
const busPortAbove = 10_000;
const slots = 16_384;

const use = { isPrivate: true };

/** A sentinel writes what it learns into its configuration, which therefore is a file. */
const sentinelKind = {
  ...redisKind,
  name: 'Redis Sentinel',
  url: (port, password) => `redis://:${password}@127.0.0.1:${port}`,
  async prepare(home, password, { lines }) {
    const program = await findRedis();
    if (program.kind !== 'binary') throw new CommandError('Redis Sentinel needs redis-server as a program.');
    const file = path.join(home, 'sentinel.conf');
    return (port) => {
      if (!existsSync(file)) {
        const own = ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, `dir "${home}"`];
        writeFileSync(file, [...own, ...lines, ''].join('\n'), { mode: 0o600 });
      }
      return {
        command: program.file,
        args: [file, '--sentinel'],
        env: { ...process.env, ...libraryEnvironment(program) },
      };
    };
  },
};

async function open(kind, home, { password, ...options }) {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, 'password');
  if (!existsSync(file)) await writeFile(file, password, { mode: 0o600 });
  return openServer(kind, home, options, use);
}

/** Asks one server something over a connection of its own. */
async function ask(url, question) {
  const client = await connectRedis(url);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

async function until(condition, what) {
  const quietly = async () => {
    try {
      return await condition();
    } catch {
      return false;
    }
  };
  if (!(await waitUntil(quietly, readyMs)))
    throw new CommandError(`Redis: waited ${readyMs / 1_000} s for ${what}`);
}

/** What serves TLS on a port beside the plain one, and speaks it to the other servers. */
const tlsLines = ({ certFile, keyFile, caFile }, port) => [
  `tls-port ${port}`,
  `tls-cert-file "${certFile}"`,
  `tls-key-file "${keyFile}"`,
  `tls-ca-cert-file "${caFile}"`,
  'tls-auth-clients no',
  'tls-replication yes',
];

const newPassword = () => randomBytes(18).toString('base64url');

export async function startSentinelSet({ dir, tls = null }) {
  const password = newPassword();
  const sentinelPassword = newPassword();
  const homes = (name, count) =>
    Array.from({ length: count }, (_, index) => path.join(dir, `${name}-${index}`));
  /** By the port at which the others and the clients find it. */
  const nodes = new Map();
  const portOf = (url) => Number(new URL(url).port);
  const openNode = async (home, { port, tlsPort, primary }) => {
    const lines = [`masterauth ${password}`, 'repl-diskless-sync-delay 0'];
    if (primary) lines.push(`replicaof 127.0.0.1 ${primary}`);
    const served = tls ? (tlsPort ?? (await findFreePort())) : null;
    if (tls) lines.push(...tlsLines(tls, served));
    const node = await open(redisKind, home, { password, port, lines });
    const found = { home, pid: node.pid, url: node.url, port: node.port, servedAt: served ?? node.port };
    nodes.set(found.servedAt, found);
    return found;
  };
  const isInSync = (url) =>
    ask(url, async (node) => /master_link_status:up/.test(await node.info('replication')));

  const [firstHome, ...replicaHomes] = homes('redis', 3);
  const first = await openNode(firstHome, {});
  const replicas = await Promise.all(replicaHomes.map((home) => openNode(home, { primary: first.servedAt })));
  await until(
    async () => (await Promise.all(replicas.map(({ url }) => isInSync(url)))).every(Boolean),
    'the replicas to follow',
  );
  const sentinelHomes = homes('sentinel', 3);
  const sentinels = await Promise.all(
    sentinelHomes.map(async (home) => {
      const served = tls ? await findFreePort() : null;
      const lines = [
        ...(tls ? tlsLines(tls, served) : []),
        `sentinel monitor ${masterName} 127.0.0.1 ${first.servedAt} 2`,
        `sentinel auth-pass ${masterName} ${password}`,
        `sentinel down-after-milliseconds ${masterName} ${downAfterMs}`,
        `sentinel failover-timeout ${masterName} ${failoverTimeoutMs}`,
      ];
      const { url } = await open(sentinelKind, home, { password: sentinelPassword, lines });
      return { url, servedAt: served ?? portOf(url) };
    }),
  );
  /** What a sentinel knows: a list of `[name, value, name, value…]`. */
  const told = (url, ...question) =>
    ask(url, (sentinel) => sentinel.call('SENTINEL', ...question, masterName));
  const seesAll = async ({ url }) => {
    const known = Object.fromEntries(pairs(await told(url, 'MASTER')));
    const healthy = (await told(url, 'REPLICAS')).map((replica) => Object.fromEntries(pairs(replica)));
    return (
      known.flags === 'master' &&
      known['num-other-sentinels'] === String(sentinels.length - 1) &&
      healthy.filter(({ flags, 'master-link-status': link }) => flags === 'slave' && link === 'ok').length ===
        replicas.length
    );
  };
  const settled = () =>
    until(async () => (await Promise.all(sentinels.map(seesAll))).every(Boolean), 'the sentinels to see all');
  await settled();

  const primaryPort = async () => {
    const answers = await Promise.all(sentinels.map(({ url }) => told(url, 'GET-MASTER-ADDR-BY-NAME')));
    const ports = new Set(answers.map(([, port]) => Number(port)));
    return ports.size === 1 ? [...ports][0] : null;
  };
  const nodeUrl = (port) => `redis://:${password}@127.0.0.1:${nodes.get(port).port}/${database}`;
  const hosts = sentinels.map(({ servedAt }) => `127.0.0.1:${servedAt}`).join(',');

  return {
    url: `${tls ? 'rediss' : 'redis'}+sentinel://:${password}@${hosts}/${masterName}/${database}?sentinel_password=${sentinelPassword}`,
    primaryUrl: async () => nodeUrl(await primaryPort()),
    servedAt: primaryPort,
    primaryPid: async () => nodes.get(await primaryPort()).pid,
    settled,
    async failOver() {
      const from = await primaryPort();
      const killedAt = Date.now();
      await closeServer(redisKind, nodes.get(from).home, { kill: true });
      let to = from;
      await until(async () => {
        to = await primaryPort();
        return (
          to !== null &&
          to !== from &&
          ask(nodeUrl(to), async (node) => /^role:master/m.test(await node.info('replication')))
        );
      }, 'another primary');
      const promotedAt = Date.now();
      const { home, port } = nodes.get(from);
      await openNode(home, { port, tlsPort: from, primary: to });
      await settled();
      return { from, to, killedAt, promotedAt, wholeAt: Date.now() };
    },
    async stop() {
      await Promise.all(sentinelHomes.map((home) => closeServer(sentinelKind, home)));
      await Promise.all([...nodes.values()].map(({ home }) => closeServer(redisKind, home)));
    },
  };
}

const pairs = (list) => list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1]]] : []));

export async function startRedisCluster({ dir, tls = null }) {
  const password = newPassword();
  const homes = Array.from({ length: 3 }, (_, index) => path.join(dir, `node-${index}`));
  const lines = [
    'cluster-enabled yes',
    'cluster-config-file nodes.conf',
    'cluster-node-timeout 2000',
    `masterauth ${password}`,
  ];
  const nodes = [];
  for (const home of homes) {
    const servedAt = await freePortPair();
    const own = tls ? [...lines, ...tlsLines(tls, servedAt), 'tls-cluster yes'] : lines;
    const node = await open(redisKind, home, { password, port: tls ? undefined : servedAt, lines: own });
    nodes.push({ ...node, servedAt, lines: own });
  }
  const bare = nodes.map(({ port }) => `redis://:${password}@127.0.0.1:${port}`);
  const share = Math.ceil(slots / nodes.length);
  const [{ servedAt: firstPort }] = nodes;
  await Promise.all(
    bare.map((url, index) =>
      ask(url, async (node) => {
        const last = Math.min(slots, (index + 1) * share);
        const own = Array.from({ length: last - index * share }, (_, offset) => index * share + offset);
        await node.cluster('ADDSLOTS', ...own);
        // Nodes that begin with the same epoch settle it among themselves, which takes them a while.
        await node.cluster('SET-CONFIG-EPOCH', index + 1);
      }),
    ),
  );
  // Afterwards: a node that has been met takes no epoch any more.
  await Promise.all(
    bare.slice(1).map((url) => ask(url, (node) => node.cluster('MEET', '127.0.0.1', firstPort))),
  );
  const isWhole = (url) =>
    ask(url, async (node) => {
      const info = await node.cluster('INFO');
      return (
        /cluster_state:ok/.test(info) &&
        /cluster_known_nodes:3/.test(info) &&
        /cluster_slots_ok:16384/.test(info)
      );
    });
  await until(async () => (await Promise.all(bare.map(isWhole))).every(Boolean), 'the cluster to be whole');

  return {
    url: `${tls ? 'rediss' : 'redis'}+cluster://:${password}@${nodes.map(({ servedAt }) => `127.0.0.1:${servedAt}`).join(',')}`,
    nodeUrls: bare,
    servedAt: nodes.map(({ servedAt }) => servedAt),
    pidOf: (index) => nodes[index].pid,
    kill: (index) => closeServer(redisKind, homes[index], { kill: true }),
    async restart(index) {
      const { port, servedAt, lines: own } = nodes[index];
      nodes[index] = {
        ...(await open(redisKind, homes[index], { password, port, lines: own })),
        servedAt,
        lines: own,
      };
      await until(
        async () => (await Promise.all(bare.map(isWhole))).every(Boolean),
        'the cluster to be whole again',
      );
    },
    stop: async () => void (await Promise.all(homes.map((home) => closeServer(redisKind, home)))),
  };
}

/** A port whose companion for the cluster's own talk is free too. */
async function freePortPair() {
  for (let attempt = 1; attempt <= 100; attempt += 1) {
    const port = await findFreePort();
    if (port + busPortAbove <= 65_535 && (await isPortFree(port + busPortAbove))) return port;
  }
  throw new CommandError('Redis Cluster: found no two free ports that are 10,000 apart.');
}
