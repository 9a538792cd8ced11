import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatedAnswer } from './vendor-simulator.js';

/** A website at the simulated platform. */
export interface SimulatedWebsite {
  readonly id: string;
  /** The caller's external reference; that of the last update. */
  readonly reference: string | null;
  readonly briefId: string;
  readonly url: string;
  readonly status: string;
  /** What it was created with, and then each update. */
  readonly contents: readonly unknown[];
}

/** What the platform does against doubles; each can be switched off, to see what our own side is worth. */
export interface WebsiteRules {
  /** The same Idempotency-Key gets the first answer again. */
  readonly honoursIdempotencyKey: boolean;
  /** A second website for a reference is refused with 409. */
  readonly refusesDuplicates: boolean;
  /** `GET /api/v1/websites?reference=` exists; else it is 405. */
  readonly findsByReference: boolean;
  /** Status of a new website. */
  readonly statusOfNew: string;
}

export const WEBSITE_RULES: WebsiteRules = {
  honoursIdempotencyKey: true,
  refusesDuplicates: true,
  findsByReference: true,
  statusOfNew: 'published',
};

const websiteBodySchema = z.looseObject({
  brief_id: z.string(),
  reference: z.string().optional(),
  content: z.unknown(),
});

/** The websites of the simulated platform, and how they are made. */
export class Dc360Websites {
  rules: WebsiteRules = WEBSITE_RULES;
  #sites: SimulatedWebsite[] = [];
  readonly #answersByKey = new Map<string, SimulatedAnswer>();

  get all(): readonly SimulatedWebsite[] {
    return this.#sites;
  }

  clear(): void {
    this.rules = WEBSITE_RULES;
    this.#sites = [];
    this.#answersByKey.clear();
  }

  create(body: unknown, key: string | null): SimulatedAnswer {
    const answered = key === null ? undefined : this.#answersByKey.get(key);
    if (answered !== undefined && this.rules.honoursIdempotencyKey) return answered;
    const wanted = websiteBodySchema.safeParse(body);
    if (!wanted.success) return missingFields(wanted.error.issues.map(({ path }) => path.join('.')));
    const { brief_id: briefId, reference = null } = wanted.data;
    const twin = reference === null ? undefined : this.#byReference(reference);
    if (twin !== undefined && this.rules.refusesDuplicates) {
      return { status: 409, body: { error: 'CONFLICT', message: 'The website exists.', details: null } };
    }
    const id = `site_${randomUUID().slice(0, 8)}`;
    const site: SimulatedWebsite = {
      id,
      reference,
      briefId,
      url: `https://${id}.sites.example`,
      status: this.rules.statusOfNew,
      contents: [body],
    };
    this.#sites.push(site);
    const answer = { status: 201, body: shown(site) };
    if (key !== null) this.#answersByKey.set(key, answer);
    return answer;
  }

  update(id: string, body: unknown): SimulatedAnswer {
    const site = this.#byId(id);
    if (site === undefined) return NOT_FOUND;
    const wanted = websiteBodySchema.partial().safeParse(body);
    const reference = wanted.data?.reference ?? site.reference;
    const changed = { ...site, reference, contents: [...site.contents, body] };
    this.#sites = this.#sites.map((other) => (other.id === id ? changed : other));
    return { status: 200, body: shown(changed) };
  }

  find(query: URLSearchParams): SimulatedAnswer {
    if (!this.rules.findsByReference) {
      return { status: 405, body: { error: 'METHOD_NOT_ALLOWED', message: 'Not here.', details: null } };
    }
    const reference = query.get('reference');
    const briefId = query.get('brief_id');
    const found = this.#sites.filter(
      (site) =>
        (reference === null || site.reference === reference) &&
        (briefId === null || site.briefId === briefId),
    );
    return { status: 200, body: { websites: found.map(shown) } };
  }

  status(id: string): SimulatedAnswer {
    const site = this.#byId(id);
    return site === undefined ? NOT_FOUND : { status: 200, body: shown(site) };
  }

  /** Moves a website on, e.g. from `building` to `published`. */
  setStatus(id: string, status: string): void {
    this.#sites = this.#sites.map((site) => (site.id === id ? { ...site, status } : site));
  }

  #byId(id: string): SimulatedWebsite | undefined {
    return this.#sites.find((site) => site.id === id);
  }

  #byReference(reference: string): SimulatedWebsite | undefined {
    return this.#sites.find((site) => site.reference === reference);
  }
}

const NOT_FOUND: SimulatedAnswer = {
  status: 404,
  body: { error: 'NOT_FOUND', message: 'No such website.', details: null },
};

function missingFields(fields: readonly string[]): SimulatedAnswer {
  return {
    status: 422,
    body: { error: 'VALIDATION_ERROR', message: 'Fields are missing.', details: { fields } },
  };
}

/** The platform calls the address `website_url`. */
function shown({ id, reference, briefId, url, status }: SimulatedWebsite): object {
  return { id, reference, brief_id: briefId, website_url: url, status };
}
