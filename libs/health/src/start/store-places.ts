/** Where a store is, for messages: host and port of its address, and nothing else of it. */
export function placeOf(url: string, defaultPort: number): string {
  const parsed = new URL(url);
  // PostgreSQL takes a socket's folder, or several hosts, as a parameter.
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  return host.startsWith('/') ? host : `${host}:${parsed.port || String(defaultPort)}`;
}

/** The database that an address names. */
export function databaseNameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
