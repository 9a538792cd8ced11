import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { logoResultSchema } from '@genesis/knowledge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageSize } from 'image-size';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { type SimulatedVendors, startSimulatedVendors } from '../support/simulators/simulated-vendors.js';

const START_MS = 90_000;

describe('a brief that all vendors have worked on', () => {
  let vendors: SimulatedVendors;
  let dir: string;
  let installation: Installation;

  beforeAll(async () => {
    [vendors, dir] = await Promise.all([
      startSimulatedVendors(),
      mkdtemp(path.join(tmpdir(), 'genesis-served-')),
    ]);
    installation = await Installation.create(configuredStores(), {
      ...vendors.environment,
      ASSET_DIR: dir,
      LOCAL_PLAN: 'enterprise',
    });
    await Promise.all([installation.startApi(), installation.startWorker()]);
  }, START_MS);
  afterAll(async () => {
    await installation.close();
    await vendors.stop();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  it('keeps its logo when they are gone, for its owner alone', async () => {
    const client = await installation.client().signUp();
    const { brief_id } = await client.generate({ business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' });
    await client.untilSettled(brief_id);
    const brief = await client.brief(brief_id);
    expect(brief).toMatchObject({ status: 'completed', fallback_agents: [], failed_agents: [] });
    expect(brief.agents.logo).toMatchObject({ provider: 'openai', model: 'gpt-image-2.5-flare' });

    await vendors.stop();

    const { primary_logo: logo } = logoResultSchema.parse(brief.logo_creation);
    const picture = await client.picture(logo.url);
    expect(imageSize(picture.body)).toMatchObject({ width: logo.width, height: logo.height, type: 'png' });
    expect(picture.headers.get('cache-control')).toBe('private, no-cache');
    const somebody = await installation.client().signUp();
    await expect(somebody.picture(logo.url)).rejects.toMatchObject({ status: 404 });
  });
});
