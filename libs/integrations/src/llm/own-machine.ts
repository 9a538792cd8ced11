import { isPublicAddress, isPublicName } from '../net/public-address.js';

/** Whether an address is one of our own network: loopback, a private address, or a name that the internet does not know. */
export function isOwnMachine({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return !isPublicName(hostname) && !isPublicAddress(address);
}
