import { Signals } from '@genesis/queue';
import type { INestApplication } from '@nestjs/common';
import type { Answer } from './api-caller.js';

export const SERVICE_SECRET = 'a service secret of the tests, long enough';
export const PREVIOUS_SECRET = 'the service secret before that, long enough';

export interface ServiceCall {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null sends none. Default `SERVICE_SECRET`. */
  readonly secret?: string | null;
  readonly signal?: AbortSignal;
}

/** Calls the api as DigitalCloud360 does. */
export class ServiceCaller {
  constructor(private readonly url: string) {}

  /** @param path from the root of the server */
  async call(path: string, call: ServiceCall = {}): Promise<Answer> {
    const { body, secret = SERVICE_SECRET } = call;
    const response = await fetch(`${this.url}${path}`, {
      method: call.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(secret !== null && { 'x-service-secret': secret }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: call.signal,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: <T>() => JSON.parse(text) as T,
    };
  }
}

/** Tells whoever waits that a brief has news, as a worker does after it wrote them. */
export function announceNews(app: INestApplication, briefId: string): void {
  app.get(Signals).send(`events:${briefId}`, '');
}

/** A user of DigitalCloud360 whom no other test has. */
export function aDc360UserId(): number {
  return 100_000 + Math.floor(Math.random() * 900_000_000_000);
}

/** What DigitalCloud360 sends. */
export function anOrder(userId: number, overrides: object = {}) {
  return {
    user_id: userId,
    business_info: {
      company_name: 'Atelier Ndar Couture',
      industry: 'couture sur mesure',
      company_size: '1-10',
      description:
        'Un atelier de couture à Thiès qui livre une tenue sur mesure en sept jours, dès 25 000 FCFA, avec une date écrite.',
    },
    market_info: {
      target_audience: 'Des femmes de 25 à 45 ans qui travaillent à Thiès.',
      competitors: ['Tailleurs du marché central', 'Boutique Sope'],
      market_challenges: 'Les clientes craignent les retards.',
      goals: ['Vingt commandes par mois'],
    },
    ...overrides,
  };
}
