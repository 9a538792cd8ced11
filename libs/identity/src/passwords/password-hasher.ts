import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { HashGate } from './hash-gate.js';
import { normalisePassword, PASSWORD_MAX_LENGTH, PASSWORD_MAX_UNITS } from './password-policy.js';

/** The library's default algorithm is Argon2id. Source of the cost: OWASP Password Storage Cheat Sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Half of the threads that Node has for such work: files, names and signatures need the others. About two seconds of
 *  logins may wait. */
const LIMITS = { concurrency: 2, maxWaiting: 100 } as const;

/** Argon2id hashes of passwords, as PHC strings. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private dummyHash: Promise<string> | null = null;
  private readonly gate = new HashGate(LIMITS);

  /** Made before the first login, so that no caller pays (and shows) the time of making it. */
  async onModuleInit(): Promise<void> {
    await this.dummy();
  }

  /** For a password that the policy accepts. @throws HashingBusy */
  async hash(password: string): Promise<string> {
    return this.gate.run(() => hash(normalisePassword(password), COST));
  }

  /** Takes the same time whether or not there is a hash to compare with. @throws HashingBusy */
  async matches(password: string, passwordHash: string | null): Promise<boolean> {
    // A password that is too long would cost more time than others.
    const normalised = normalisePassword(password.slice(0, PASSWORD_MAX_UNITS));
    const isComparable =
      passwordHash !== null &&
      password.length <= PASSWORD_MAX_UNITS &&
      [...normalised].length <= PASSWORD_MAX_LENGTH;
    const reference = isComparable ? passwordHash : await this.dummy();
    const isMatch = await this.gate.run(() =>
      verify(reference, normalised.slice(0, 2 * PASSWORD_MAX_LENGTH)),
    );
    return isComparable && isMatch;
  }

  private dummy(): Promise<string> {
    return (this.dummyHash ??= hash(randomBytes(32).toString('base64'), COST));
  }
}
