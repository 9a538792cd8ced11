import { AppError, type JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import {
  DC360_IDENTITY,
  type Dc360Call,
  type Dc360Connection,
  dc360Failure,
  jsonOf,
  readBody,
} from '../dc360/dc360-connection.js';
import { DC360_PATHS } from '../dc360/dc360-paths.js';
import type { HttpAnswer } from '../http/http-exchange.js';
import type { ProviderIdentity, VendorCallOptions } from '../vendor/vendor-call.js';
import { VendorError } from '../vendor/vendor.errors.js';
import {
  type HostedSite,
  HOSTED_SITE_STATUSES,
  HostingPlatform,
  type SiteToPublish,
} from './hosting.port.js';

const CAPABILITY = 'hosting';
/** A website takes longer than any other call. */
const CREATION_TIMEOUT_FACTOR = 2;
const MAX_FIELDS = 50;

/** Words of the platform; any other means that it is not done yet. */
const STATUSES: Readonly<Record<string, HostedSite['status']>> = {
  live: 'live',
  published: 'live',
  active: 'live',
  ready: 'live',
  completed: 'live',
  failed: 'failed',
  error: 'failed',
};

/** It becomes a segment of a path, where dots would lead to another one. */
const siteId = z.union([z.string().regex(/^(?!\.{1,2}$)./s), z.int()]).transform(String);
/** People follow it: of all that is an address, the web alone. */
const webAddress = z.url({ protocol: /^https?$/ });

const siteFields = z.object({
  id: siteId,
  url: webAddress.nullish(),
  website_url: webAddress.nullish(),
  status: z.string(),
  reference: z.string().nullish(),
  brief_id: z.unknown().optional(),
});
const siteWire = siteFields.transform(toHostedSite);

/** The look-up is in no paper: a list is taken as it is or under either name. */
const foundWire = z.union([
  z.array(siteFields),
  z.object({ websites: z.array(siteFields) }).transform(({ websites }) => websites),
  z.object({ items: z.array(siteFields) }).transform(({ items }) => items),
]);
type FoundSite = z.infer<typeof siteFields>;

const hostedSite: z.ZodType<HostedSite> = z.object({
  id: z.string(),
  url: z.string().nullable(),
  status: z.enum(HOSTED_SITE_STATUSES),
  reference: z.string().nullable(),
});

type Written =
  | { readonly kind: 'site'; readonly site: HostedSite }
  | { readonly kind: 'exists'; readonly siteId: string | null }
  | { readonly kind: 'incomplete'; readonly fields: readonly string[] };

const written: z.ZodType<Written> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site'), site: hostedSite }),
  z.object({ kind: z.literal('exists'), siteId: z.string().nullable() }),
  z.object({ kind: z.literal('incomplete'), fields: z.array(z.string()) }),
]);

/** Websites that DigitalCloud360 builds and serves. */
export class Dc360Hosting extends HostingPlatform {
  readonly isConfigured: boolean;

  constructor(private readonly connection: Dc360Connection) {
    super();
    this.isConfigured = connection.isConfigured;
  }

  describe(): ProviderIdentity {
    return DC360_IDENTITY;
  }

  async find(
    { reference, briefId }: Pick<SiteToPublish, 'reference' | 'briefId'>,
    options: VendorCallOptions,
  ): Promise<HostedSite | null> {
    // A platform that does not know a filter may answer with all websites: others' are not ours to change.
    const isOfBrief = (site: FoundSite) =>
      site.brief_id === briefId || site.reference?.startsWith(`${briefId}:`) === true;
    return (
      (await this.lookUp(
        DC360_PATHS.websitesByReference(reference),
        (site) => site.reference === reference,
        options,
      )) ?? (await this.lookUp(DC360_PATHS.websitesByBrief(briefId), isOfBrief, options))
    );
  }

  async create(site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite> {
    const answer = await this.write(
      { method: 'POST', path: DC360_PATHS.websites, mayRepeat: false },
      site,
      // The same for every try of this version, whoever makes it.
      { ...options, callKey: site.reference },
    );
    if (answer.kind === 'site') return answer.site;
    if (answer.kind === 'incomplete') throw incomplete(answer.fields);
    const existing =
      answer.siteId === null ? await this.find(site, options) : await this.status(answer.siteId, options);
    if (existing !== null) return existing;
    throw new VendorError(CAPABILITY, 'conflict', {
      message: 'DigitalCloud360 says that the website exists, and does not find it',
      status: 409,
      attempts: 1,
    });
  }

  async update(siteId: string, site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite> {
    const answer = await this.write(
      { method: 'PUT', path: DC360_PATHS.website(siteId), mayRepeat: true },
      site,
      options,
    );
    if (answer.kind === 'site') return answer.site;
    if (answer.kind === 'incomplete') throw incomplete(answer.fields);
    throw new VendorError(CAPABILITY, 'conflict', {
      message: 'DigitalCloud360 does not take the update',
      status: 409,
      attempts: 1,
    });
  }

  async status(siteId: string, options: VendorCallOptions): Promise<HostedSite | null> {
    return this.connection.call(
      {
        capability: CAPABILITY,
        method: 'GET',
        path: DC360_PATHS.websiteStatus(siteId),
        value: hostedSite.nullable(),
        read: (answer) => {
          if (answer.status === 200) return readBody(CAPABILITY, siteWire, answer);
          if (answer.status === 404) return null;
          throw dc360Failure(CAPABILITY, answer);
        },
      },
      options,
    );
  }

  /** None of the platform's papers has a call that deletes a website. */
  remove(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** Null also where the platform has no look-up: then the idempotency key and 409 keep a website single. */
  private async lookUp(
    path: string,
    isWanted: (site: FoundSite) => boolean,
    options: VendorCallOptions,
  ): Promise<HostedSite | null> {
    return this.connection.call(
      {
        capability: CAPABILITY,
        method: 'GET',
        path,
        value: hostedSite.nullable(),
        read: (answer) => {
          if (answer.status === 404 || answer.status === 405) return null;
          if (answer.status !== 200) throw dc360Failure(CAPABILITY, answer);
          const found = readBody(CAPABILITY, foundWire, answer).find(isWanted);
          return found === undefined ? null : toHostedSite(found);
        },
      },
      options,
    );
  }

  private async write(
    call: Pick<Dc360Call<Written>, 'method' | 'path' | 'mayRepeat'>,
    site: SiteToPublish,
    options: VendorCallOptions,
  ): Promise<Written> {
    return this.connection.call(
      {
        ...call,
        capability: CAPABILITY,
        body: bodyOf(site),
        timeoutMs: this.connection.timeoutMs * CREATION_TIMEOUT_FACTOR,
        value: written,
        read: (answer): Written => {
          if (answer.status === 200 || answer.status === 201) {
            return { kind: 'site', site: readBody(CAPABILITY, siteWire, answer) };
          }
          if (answer.status === 409) return { kind: 'exists', siteId: siteIdOf(answer) };
          if (answer.status === 422) return { kind: 'incomplete', fields: fieldsOf(answer) };
          throw dc360Failure(CAPABILITY, answer);
        },
      },
      options,
    );
  }
}

function toHostedSite(told: FoundSite): HostedSite {
  return {
    id: told.id,
    url: told.url ?? told.website_url ?? null,
    status: STATUSES[told.status.toLowerCase()] ?? 'pending',
    reference: told.reference ?? null,
  };
}

function bodyOf(site: SiteToPublish): JsonObject {
  const { dc360UserId } = site;
  const isNumber = dc360UserId !== null && /^\d{1,15}$/.test(dc360UserId);
  return {
    ...site.payload,
    user_id: isNumber ? Number(dc360UserId) : dc360UserId,
    brief_id: site.briefId,
    reference: site.reference,
  };
}

/** A refusal may say which website is in the way. */
function siteIdOf(answer: HttpAnswer): string | null {
  const body = z
    .looseObject({ id: siteId.optional(), website_id: siteId.optional() })
    .catch({})
    .parse(jsonOf(answer.text));
  return body.website_id ?? body.id ?? null;
}

/** Names of fields, and nothing else of what the platform says. */
function fieldsOf(answer: HttpAnswer): readonly string[] {
  const body = z
    .looseObject({
      details: z.looseObject({ fields: z.array(z.unknown()) }).optional(),
      fields: z.array(z.unknown()).optional(),
    })
    .catch({})
    .parse(jsonOf(answer.text));
  return (body.details?.fields ?? body.fields ?? [])
    .map((field) => (typeof field === 'object' && field !== null && 'path' in field ? field.path : field))
    .filter((field): field is string => typeof field === 'string' && /^[\w.[\]-]{1,80}$/.test(field))
    .slice(0, MAX_FIELDS);
}

function incomplete(fields: readonly string[]): AppError {
  return new AppError({
    code: 'BRIEF_INCOMPLETE',
    kind: 'invalid',
    message: 'DigitalCloud360 misses fields of the website',
    details: { fields },
  });
}
