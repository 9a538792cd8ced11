/** One person, one address: NFC, lower case, without spaces around it. */
export function canonicalEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}
