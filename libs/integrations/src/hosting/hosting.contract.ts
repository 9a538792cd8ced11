import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { VendorCallOptions } from '../vendor/vendor-call.js';
import { VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import type { HostingPlatform, SiteToPublish } from './hosting.port.js';

/** A platform that a test can make fail. */
export interface HostingUnderTest {
  readonly platform: HostingPlatform;
  /** Websites that are there. */
  readonly siteCount: () => Promise<number>;
  /** Forgets websites and failures. */
  readonly reset: () => Promise<void>;
  /** Makes the platform fail at its next call that writes, and all later ones. */
  readonly failWith: (failure: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface HostingContractOptions {
  readonly open: () => Promise<HostingUnderTest>;
  /** What can go wrong, by name, and what an adapter makes of it. */
  readonly failures: Readonly<Record<string, VendorFailure>>;
  /** Text that must appear in no error: secrets, and the platform's own words. */
  readonly canaries: readonly string[];
}

export function aSite(overrides: Partial<SiteToPublish> = {}): SiteToPublish {
  const { briefId = randomUUID(), version = 1 } = overrides;
  return {
    reference: `${briefId}:${String(version)}`,
    briefId,
    version,
    dc360UserId: '4711',
    payload: { content: { title: `version ${String(version)}` } },
    files: [
      { path: 'index.html', mediaType: 'text/html', bytes: Buffer.from(`<p>version ${String(version)}</p>`) },
      { path: 'en/index.html', mediaType: 'text/html', bytes: Buffer.from('<p>in English</p>') },
    ],
    ...overrides,
  };
}

export function callOptions(overrides: Partial<VendorCallOptions> = {}): VendorCallOptions {
  return {
    signal: new AbortController().signal,
    callKey: `test:${randomUUID()}`,
    deadlineMs: 2_000,
    ...overrides,
  };
}

/** What every place for websites has to do, whatever goes wrong there. */
export function describeHosting(name: string, options: HostingContractOptions): void {
  describe(`hosting: ${name}`, () => {
    let hosting: HostingUnderTest;

    beforeAll(async () => {
      hosting = await options.open();
    });

    afterAll(() => hosting.close());

    async function failureOf(work: Promise<unknown>): Promise<VendorError> {
      const error: unknown = await work.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error instanceof VendorError) return error;
      throw new Error(`expected a VendorError, not ${String(error)}`);
    }

    it('creates a website that can be found and asked about', async () => {
      await hosting.reset();
      const site = aSite();

      const created = await hosting.platform.create(site, callOptions());

      expect(created).toMatchObject({ status: 'live', url: expect.stringMatching(/^(https?|file):\/\//) });
      expect(await hosting.platform.find(site, callOptions())).toEqual(created);
      expect(await hosting.platform.status(created.id, callOptions())).toEqual(created);
      expect([null, site.reference]).toContain(created.reference);
    });

    it('has one website however often the same version is created', async () => {
      await hosting.reset();
      const site = aSite();

      const first = await hosting.platform.create(site, callOptions());
      const second = await hosting.platform.create(site, callOptions());

      expect(second).toEqual(first);
      expect(await hosting.siteCount()).toBe(1);
    });

    it('puts another version in the place of the first, and finds it by the brief', async () => {
      await hosting.reset();
      const site = aSite();
      const next = aSite({ briefId: site.briefId, version: 2 });
      const created = await hosting.platform.create(site, callOptions());

      const updated = await hosting.platform.update(created.id, next, callOptions());

      expect(updated).toMatchObject({ id: created.id, url: created.url });
      expect(await hosting.platform.find(next, callOptions())).toMatchObject({
        id: created.id,
        reference: next.reference,
      });
      expect(await hosting.siteCount()).toBe(1);
    });

    it('takes one website down and no other, as often as it is asked to, or says that it cannot', async () => {
      await hosting.reset();
      const [site, other] = [aSite(), aSite()];
      for (const each of [site, other]) await hosting.platform.create(each, callOptions());

      const isDown = await hosting.platform.remove(site.briefId, callOptions());

      expect(await hosting.platform.remove(site.briefId, callOptions())).toBe(isDown);
      const found = await hosting.platform.find(site, callOptions());
      expect(found === null).toBe(isDown);
      expect(await hosting.platform.find(other, callOptions())).not.toBeNull();
      expect(await hosting.siteCount()).toBe(isDown ? 1 : 2);
    });

    it('knows nothing of a website that was never made', async () => {
      await hosting.reset();
      const site = aSite();

      expect(await hosting.platform.find(site, callOptions())).toBeNull();
      expect(await hosting.platform.status(site.briefId, callOptions())).toBeNull();
      const error = await failureOf(hosting.platform.update(site.briefId, site, callOptions()));
      expect(error).toMatchObject({ capability: 'hosting', failure: 'not_found' });
    });

    it('makes nothing for a caller that has left', async () => {
      await hosting.reset();

      const error = await failureOf(
        hosting.platform.create(aSite(), callOptions({ signal: AbortSignal.abort() })),
      );

      expect(error).toMatchObject({ capability: 'hosting', failure: 'cancelled' });
      expect(await hosting.siteCount()).toBe(0);
    });

    it.each(Object.entries(options.failures))('tells of %s as %s', async (failure, expected) => {
      await hosting.reset();
      await hosting.failWith(failure);

      const error = await failureOf(hosting.platform.create(aSite(), callOptions()));

      expect(error).toMatchObject({ capability: 'hosting', failure: expected });
      const { message, code, details } = error;
      const told = JSON.stringify({ message, code, details });
      for (const canary of options.canaries) expect(told).not.toContain(canary);
    });
  });
}
