import { isIPv4, isIPv6 } from 'node:net';

/** Whatever is no address shares one count: it mints no new one. */
const NO_ADDRESS = 'unknown';
const IPV4_WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):\d+$/;

/** What counts as one caller: an IPv4 address, or the /64 of an IPv6 address, which is the least that one line gets
 *  (RFC 6177). @param address as the socket or a trusted proxy tells it */
export function addressBlock(address: string): string {
  const bare = IPV4_WITH_PORT.exec(address)?.[1] ?? address.split('%', 1)[0] ?? '';
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return NO_ADDRESS;
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [groups[6], groups[7]].flatMap((group = 0) => [group >> 8, group & 0xff]).join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups. The URL parser writes every spelling in one way, dotted tails included. */
function groupsOf(address: string): readonly number[] {
  const written = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = written.split('::');
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (first?.length ?? 0) - (last?.length ?? 0);
  return [...(first ?? []), ...Array<string>(missing).fill('0'), ...(last ?? [])].map((group) =>
    Number.parseInt(group, 16),
  );
}
