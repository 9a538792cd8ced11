import { newId } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { AuthenticatedUser, ProfileLanguage } from '../accounts/accounts.service.js';
import { contactEmail, type Dc360Identity, displayName } from './dc360-identity.js';

/** Somebody of DigitalCloud360, with what is known of them when they come for the first time. */
export interface Dc360Newcomer extends Dc360Identity {
  readonly language?: string | null;
  readonly country?: string | null;
  readonly city?: string | null;
}

/** How often an insert is tried that met another one. */
const MOST_TRIES = 3;

interface UserRow {
  readonly id: string;
  readonly legacy_id: number;
  readonly is_active: boolean;
  readonly language: ProfileLanguage;
}

/** Our accounts of DigitalCloud360's people: one row each, made when they first come. An account of our own with the same
 *  address stays another account: an address alone does not prove that both are one person. */
@Injectable()
export class Dc360People {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns the person's account, made now if need be; null while it is disabled. */
  async userOf(person: Dc360Newcomer): Promise<AuthenticatedUser | null> {
    const { dc360UserId } = person;
    for (let tries = 1; ; tries += 1) {
      const row = (await this.find(dc360UserId)) ?? (await this.insert(person));
      if (row) {
        const { id, legacy_id: legacyId, language, is_active: isActive } = row;
        return isActive ? { id, legacyId, dc360UserId, language, signInId: null } : null;
      }
      if (tries === MOST_TRIES) throw new Error('the account could not be made');
    }
  }

  /** @returns the id of the person's account, or null when they never came. */
  async idOf(dc360UserId: string): Promise<string | null> {
    return (await this.find(dc360UserId))?.id ?? null;
  }

  private async find(dc360UserId: string): Promise<UserRow | undefined> {
    const rows: UserRow[] = await this.dataSource.query(
      `SELECT u.id, u.legacy_id, u.is_active, coalesce(p.preferred_language, 'fr') AS language
         FROM users u LEFT JOIN user_profiles p ON p.user_id = u.id WHERE u.dc360_user_id = $1`,
      [dc360UserId],
    );
    return rows[0];
  }

  /** Undefined when somebody else was faster, with the id or with the address: look again. */
  private async insert(person: Dc360Newcomer): Promise<UserRow | undefined> {
    const { dc360UserId } = person;
    const rows: UserRow[] = await this.dataSource.query(
      `WITH made AS (
         INSERT INTO users (id, email, name, dc360_user_id)
         SELECT $1::uuid, CASE WHEN EXISTS (SELECT FROM users WHERE email = $2) THEN NULL ELSE $2 END, $3, $4::text
         ON CONFLICT DO NOTHING RETURNING id, legacy_id, is_active)
       INSERT INTO user_profiles (user_id, preferred_language, country, city)
       SELECT id, $5, $6, $7 FROM made
       RETURNING user_id AS id, (SELECT legacy_id FROM made), (SELECT is_active FROM made), preferred_language AS language`,
      [
        newId(),
        contactEmail(person.email),
        displayName(person.name) ?? `DigitalCloud360 ${dc360UserId}`,
        dc360UserId,
        profileLanguage(person.language),
        displayName(person.country),
        displayName(person.city),
      ],
    );
    return rows[0];
  }
}

/** `fr-SN` is French; what we have no profile for gets the agreed language. */
function profileLanguage(language: string | null | undefined): ProfileLanguage {
  const primary = language?.toLowerCase().split(/[-_]/)[0];
  return primary === 'en' || primary === 'wo' ? primary : 'fr';
}
