import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
let i: Installation;
beforeAll(async () => { i = await Installation.create(configuredStores()); await Promise.all([i.startApi(), i.startWorker()]); }, 60000);
afterAll(() => i.close());
it('x', async () => {
  const c = await i.client().signUp();
  const t=Date.now();
  const s = await c.generate({ business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' });
  const e = [];
  for await (const x of c.stream(s.brief_id)) e.push(x);
  console.log(Date.now()-t, JSON.stringify(e, null, 0));
  console.log(await c.status(s.brief_id), (await c.files(s.brief_id)).map(f=>f.path+' '+f.author));
  const b = await c.brief(s.brief_id);
  console.log(JSON.stringify(b.agents), b.is_ready_for_website, b.readiness_missing, b.overall_confidence);
  expect(await runViolations(i.db)).toEqual([]);
});
