import ipaddr from 'ipaddr.js';

const WEB_PORTS: ReadonlySet<string> = new Set(['', '80', '443']);

/** Names that never mean a machine of the public internet, with everything below them. */
const PRIVATE_SUFFIXES = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'arpa',
  'onion',
] as const;

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MAX_NAME_LENGTH = 253;
const MAX_URL_LENGTH = 2_048;

/**
 * The address of a public page, normalised and without its fragment, or null: http or https on its usual port, a public
 * name with a dot, no user info. An address written as a number, in whatever notation, is no name.
 * Says nothing about where the name leads: what we fetch ourselves is checked again when it is dialled (`PublicHttp`).
 */
export function publicUrl(text: string): URL | null {
  if (text.length > MAX_URL_LENGTH) return null;
  const url = URL.parse(text.trim());
  if (url === null) return null;
  const isWeb = (url.protocol === 'https:' || url.protocol === 'http:') && WEB_PORTS.has(url.port);
  if (!isWeb || url.username !== '' || url.password !== '' || !isPublicName(url.hostname)) return null;
  url.hash = '';
  return url;
}

/** Whether a host is a name of the public internet, as far as the name tells. */
export function isPublicName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (name.length > MAX_NAME_LENGTH || name.startsWith('[') || ipaddr.isValid(name)) return false;
  const labels = name.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return false;
  return !PRIVATE_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`));
}

/** Whether an IP address belongs to the public internet; an IPv4 address inside IPv6 is judged by what it is, and
 *  tunnels (6to4, Teredo, NAT64) are refused, as they may lead anywhere. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}
