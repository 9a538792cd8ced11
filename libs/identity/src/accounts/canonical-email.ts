import { domainToUnicode } from 'node:url';

/** One person, one address: NFC, lower case, without spaces around it, the domain as it is read (`xn--…` is the same mailbox
 *  by another spelling). What stands before the @ is the provider's business: `awa+x@` is another address than `awa@`. */
export function canonicalEmail(email: string): string {
  const canonical = email.normalize('NFC').trim().toLowerCase();
  const at = canonical.lastIndexOf('@');
  if (at === -1) return canonical;
  const domain = canonical.slice(at + 1);
  // Empty for what is no domain: that finds nobody as it stands.
  return `${canonical.slice(0, at)}@${domainToUnicode(domain) || domain}`;
}
