import { AppSettings, Dc360Settings, type ServiceRight, ServiceSettings } from '@genesis/config';
import { Unauthorized } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';

export const SERVICE_SECRET_HEADER = 'x-service-secret';

/** Which services may call us, by their secret. Digests are compared: they have one length, and take the same time
 *  whatever was sent. */
@Injectable()
export class ServiceSecrets {
  private readonly accepted: readonly Buffer[];

  constructor(
    private readonly settings: ServiceSettings,
    dc360: Dc360Settings,
    app: AppSettings,
  ) {
    // One secret for both directions is how the contract began; whoever has one would then have the other.
    const standIn = app.environment === 'production' ? null : dc360.serviceSecret;
    this.accepted = [settings.secret ?? standIn, settings.previousSecret]
      .filter((secret) => secret !== null)
      .map(digestOf);
  }

  /** @param header as Node gives it.
   *  @returns whose secret it is; the one before it is of the same service
   *  @throws Unauthorized; AppError SERVICE_NOT_AUTHORIZED (forbidden) for a caller that is known but may not do this */
  check(header: string | readonly string[] | undefined, right: ServiceRight): string {
    if (typeof header !== 'string') throw new Unauthorized('no service secret');
    const given = digestOf(header);
    const matches = this.accepted.filter((digest) => timingSafeEqual(digest, given));
    if (matches.length === 0) throw new Unauthorized('the service secret is wrong');
    if (this.settings.rights.includes(right)) return 'dc360';
    throw new AppError({
      code: 'SERVICE_NOT_AUTHORIZED',
      kind: 'forbidden',
      message: `the service has no right to ${right}`,
    });
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
