import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { normalisePassword, PASSWORD_MAX_LENGTH } from './password-policy.js';

/** The library's default algorithm is Argon2id. Source of the cost: OWASP Password Storage Cheat Sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Argon2id hashes of passwords, as PHC strings. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private dummyHash: Promise<string> | null = null;

  /** Made before the first login, so that no caller pays (and shows) the time of making it. */
  async onModuleInit(): Promise<void> {
    await this.dummy();
  }

  async hash(password: string): Promise<string> {
    return hash(normalisePassword(password), COST);
  }

  /** Takes the same time whether or not there is a hash to compare with. */
  async matches(password: string, passwordHash: string | null): Promise<boolean> {
    const normalised = normalisePassword(password);
    const isComparable = passwordHash !== null && [...normalised].length <= PASSWORD_MAX_LENGTH;
    const isMatch = await verify(
      isComparable ? passwordHash : await this.dummy(),
      // A password that is too long would cost more time than others.
      normalised.slice(0, 2 * PASSWORD_MAX_LENGTH),
    );
    return isComparable && isMatch;
  }

  private dummy(): Promise<string> {
    return (this.dummyHash ??= hash(randomBytes(32).toString('base64'), COST));
  }
}
