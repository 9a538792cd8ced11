import { readRedisAddress } from '@genesis/config';

/** Where a store is, for messages: host and port of its address, and nothing else of it. */
export function placeOf(url: string, defaultPort: number): string {
  const parsed = new URL(url);
  // PostgreSQL takes a socket's folder, or several hosts, as a parameter.
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  return host.startsWith('/') ? host : `${host}:${parsed.port || String(defaultPort)}`;
}

/** Where a Redis is: the hosts of its address, or those of its sentinels. */
export function placeOfRedis(url: string): string {
  const address = readRedisAddress(url);
  const hosts = address.nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
  return address.kind === 'sentinel' ? `${address.masterName} of ${hosts.join(',')}` : hosts.join(',');
}

/** The database that an address names. */
export function databaseNameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
