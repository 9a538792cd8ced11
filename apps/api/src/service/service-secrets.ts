import { AppSettings, Dc360Settings, type ServiceRight, ServiceSettings } from '@genesis/config';
import { Unauthorized } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';

export const SERVICE_SECRET_HEADER = 'x-service-secret';

export interface ShownSecret {
  readonly service: string;
  readonly isPrevious: boolean;
}

/** Which services may call us, by their secret. Digests are compared: they have one length, and take the same time
 *  whatever was sent. */
@Injectable()
export class ServiceSecrets {
  private readonly accepted: readonly Buffer[];
  private readonly previous: Buffer | null;

  constructor(
    private readonly settings: ServiceSettings,
    dc360: Dc360Settings,
    app: AppSettings,
  ) {
    // One secret for both directions is how the contract began; whoever has one would then have the other.
    const standIn = app.environment === 'production' ? null : dc360.serviceSecret;
    const current = settings.secret ?? standIn;
    this.previous = settings.previousSecret === null ? null : digestOf(settings.previousSecret);
    this.accepted = [current === null ? null : digestOf(current), this.previous].filter(
      (digest) => digest !== null,
    );
  }

  /** @param header as Node gives it.
   *  @returns whose secret it is, and whether it is the one before the present one, which the service has to replace
   *  @throws Unauthorized; AppError SERVICE_NOT_AUTHORIZED (forbidden) for a caller that is known but may not do this */
  check(header: string | readonly string[] | undefined, right: ServiceRight): ShownSecret {
    if (typeof header !== 'string') throw new Unauthorized('no service secret');
    const given = digestOf(header);
    const matches = this.accepted.filter((digest) => timingSafeEqual(digest, given));
    if (matches.length === 0) throw new Unauthorized('the service secret is wrong');
    if (this.settings.rights.includes(right)) {
      return { service: 'dc360', isPrevious: this.previous !== null && matches.includes(this.previous) };
    }
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
