import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/harness/wait-for.js';
import { PublishingWorkbench, type PublishingWorker } from './publishing-workbench.js';

const CREATE = 'POST /api/v1/websites';
const FIND = 'GET /api/v1/websites';

describe('publishing on DigitalCloud360', () => {
  let bench: PublishingWorkbench;
  let worker: PublishingWorker;

  beforeAll(async () => {
    bench = await PublishingWorkbench.open();
    worker = await bench.startWorker();
  }, 60_000);

  beforeEach(() => bench.reset());

  afterAll(() => bench.close());

  const aboutWebsites = () =>
    bench.dc360.received().filter(({ path }) => path.startsWith('/api/v1/websites'));

  /** The platform does nothing against doubles: only what we do counts. */
  const withCarelessPlatform = () =>
    bench.dc360.setRules({ honoursIdempotencyKey: false, refusesDuplicates: false });

  it('makes one website of a finished brief, and tells the platform whose it is', async () => {
    const brief = await bench.aBrief(worker);

    const view = await worker.publish(brief);

    const [site] = bench.dc360.websites;
    expect(bench.dc360.websites).toHaveLength(1);
    expect(view).toMatchObject({ status: 'published', version: 1, liveVersion: 1, hostedStatus: 'live' });
    expect(view.url).toBe(site?.url);
    expect(site).toMatchObject({ reference: `${brief.briefId}:1`, briefId: brief.briefId });
    expect(site?.contents[0]).toMatchObject({
      user_id: 4711,
      brief_id: brief.briefId,
      reference: `${brief.briefId}:1`,
      business_brief: { business_name: 'La Calebasse de Coumba' },
      content: { primary_language: 'fr' },
      metadata: { version: 1, language: 'fr' },
    });
    const [request] = bench.dc360.receivedAt(CREATE);
    expect(request).toMatchObject({ callKey: `${brief.briefId}:1`, requestId: 'a-request-of-the-test' });
    expect(request?.headers['user-agent']).toMatch(/^Genesis-AI\/\d/);
  });

  it('asks nothing before the very first request', async () => {
    await worker.publish(await bench.aBrief(worker));

    expect(bench.dc360.receivedAt(FIND)).toHaveLength(0);
  });

  it('publishes a version once, however often it is asked for', async () => {
    const brief = await bench.aBrief(worker);

    const first = await worker.publish(brief);
    const second = await worker.publish(brief);

    expect(second).toEqual(first);
    expect(bench.dc360.receivedAt(CREATE)).toHaveLength(1);
  });

  it('tells the platform where it can fetch the mark, not where only its owner can', async () => {
    const brief = await bench.aBrief(worker);
    await worker.publish(brief);

    expect(bench.dc360.receivedAt(CREATE)[0]?.body).toMatchObject({
      logo: {
        primary_logo: {
          url: expect.stringMatching(
            new RegExp(`^/api/v1/business-brief/${brief.briefId}/(files/logo/|pictures/)`, 'u'),
          ),
        },
      },
    });
  });

  it.each([
    ['the answer is dropped', [{ kind: 'answer_dropped' as const }]],
    ['the answer is an error after the fact', [{ kind: 'status_after' as const, status: 502 }]],
    [
      'an error comes before, and one after the fact',
      [
        { kind: 'status' as const, status: 503 },
        { kind: 'status_after' as const, status: 504 },
      ],
    ],
    ['the answer is cut in its body', [{ kind: 'cut_in_body' as const }]],
    ['the answer comes too late', [{ kind: 'stall_in_body' as const }]],
    ['the answer is no JSON', [{ kind: 'broken_json' as const }]],
    ['the answer has another shape', [{ kind: 'wrong_schema' as const }]],
    [
      'two errors come before',
      [
        { kind: 'status' as const, status: 500 },
        { kind: 'status' as const, status: 500 },
      ],
    ],
  ])('leaves one website when %s, by asking before it repeats', async (_what, failures) => {
    withCarelessPlatform();
    const brief = await bench.aBrief(worker);
    bench.dc360.play(...failures.map((behaviour) => ({ behaviour, routeIncludes: CREATE })));

    const view = await worker.publish(brief);

    expect(view.status).toBe('published');
    expect(bench.dc360.websites).toHaveLength(1);
    expect(view.url).toBe(bench.dc360.websites[0]?.url);
    expect(bench.dc360.receivedAt(FIND).length).toBeGreaterThan(0);
  });

  it('leaves one website on a platform without a look-up, by its key and its word that the website exists', async () => {
    bench.dc360.setRules({ findsByReference: false });
    const brief = await bench.aBrief(worker);
    bench.dc360.play({ behaviour: { kind: 'answer_dropped' }, routeIncludes: CREATE });

    const view = await worker.publish(brief);

    expect(view.status).toBe('published');
    expect(bench.dc360.websites).toHaveLength(1);
    const keys = bench.dc360.receivedAt(CREATE).map(({ callKey }) => callKey);
    expect(keys).toEqual([`${brief.briefId}:1`, `${brief.briefId}:1`]);
  });

  it('takes a website that exists already for its own', async () => {
    bench.dc360.setRules({ honoursIdempotencyKey: false });
    const brief = await bench.aBrief(worker);
    const { publicationId } = await worker.ask(brief);
    await worker.runner.execute(publicationId);
    await bench.db.query(`UPDATE publication SET status = 'queued', attempts = 0, fence = 0 WHERE id = $1`, [
      publicationId,
    ]);
    await bench.db.query(
      `UPDATE website SET provider = NULL, hosted_id = NULL, live_version = NULL, hosted_status = NULL WHERE brief_id = $1`,
      [brief.briefId],
    );

    await worker.runner.execute(publicationId);

    expect(bench.dc360.receivedAt(CREATE).map(({ status }) => status)).toEqual([201, 409]);
    expect((await worker.view(publicationId)).status).toBe('published');
    expect(bench.dc360.websites).toHaveLength(1);
  });

  it('makes one website when two workers are handed the same publication', async () => {
    withCarelessPlatform();
    const other = await bench.startWorker();
    const brief = await bench.aBrief(worker);
    bench.dc360.play({ behaviour: { kind: 'slow', latencyMs: 200 }, routeIncludes: CREATE });
    const { publicationId } = await worker.ask(brief);

    const results = await Promise.all([
      worker.runner.execute(publicationId),
      other.runner.execute(publicationId),
    ]);

    expect([...results].sort()).toEqual(['finished', 'nothing_to_do']);
    expect(bench.dc360.websites).toHaveLength(1);
  });

  it('makes one website when two people’s clicks reach two replicas at once', async () => {
    withCarelessPlatform();
    const other = await bench.startWorker();
    const brief = await bench.aBrief(worker);

    const [one, two] = await Promise.all([worker.ask(brief), other.ask(brief)]);
    await Promise.all([worker.runner.execute(one.publicationId), other.runner.execute(two.publicationId)]);

    expect(two).toEqual(one);
    expect(bench.dc360.websites).toHaveLength(1);
  });

  it('lets go of a publication that another worker has taken, and changes nothing of it', async () => {
    const other = await bench.startWorker();
    const brief = await bench.aBrief(worker);
    const { publicationId } = await worker.ask(brief);
    bench.dc360.play({ behaviour: { kind: 'stall_before_answer' }, routeIncludes: CREATE });
    const silent = worker.runner.execute(publicationId);
    await waitFor(() => Promise.resolve(bench.dc360.receivedAt(CREATE).length === 1), {
      what: 'the first request',
      timeoutMs: 10_000,
    });

    await bench.endLease(publicationId);
    const second = await other.runner.execute(publicationId);
    await worker.active.beat();

    expect(second).toBe('finished');
    expect(await silent).toBe('lease_lost');
    expect(bench.dc360.websites).toHaveLength(1);
    expect(await bench.publication(publicationId)).toMatchObject({
      status: 'published',
      fence: 2,
      crash_count: 1,
    });
    await waitFor(() => Promise.resolve(bench.dc360.receivedAt(CREATE)[0]?.abortedAt !== null), {
      what: 'the platform to see its connection closed',
      timeoutMs: 5_000,
    });
  });

  it('gives a publication back when the process has to end, and the next one asks first', async () => {
    withCarelessPlatform();
    const leaving = await bench.startWorker();
    const brief = await bench.aBrief(worker);
    const { publicationId } = await worker.ask(brief);
    bench.dc360.play({ behaviour: { kind: 'stall_before_answer' }, routeIncludes: CREATE });
    const left = leaving.runner.execute(publicationId);
    await waitFor(() => Promise.resolve(bench.dc360.receivedAt(CREATE).length === 1), {
      what: 'the first request',
      timeoutMs: 10_000,
    });

    leaving.active.drain();

    expect(await left).toBe('handed_back');
    expect(await bench.publication(publicationId)).toMatchObject({ status: 'queued', crash_count: 0 });
    expect(await worker.runner.execute(publicationId)).toBe('finished');
    expect(bench.dc360.receivedAt(FIND).length).toBeGreaterThan(0);
    expect(bench.dc360.websites).toHaveLength(1);
  });

  it('keeps a publication as failed while the platform is down, and tries again when asked again', async () => {
    const fresh = await bench.startWorker();
    const brief = await bench.aBrief(fresh);
    bench.dc360.play({ behaviour: { kind: 'status', status: 503 }, times: 3, routeIncludes: CREATE });

    const failed = await fresh.publish(brief);
    const again = await fresh.publish(brief);

    expect(failed).toMatchObject({ status: 'failed', liveVersion: null });
    expect(failed.error).toMatchObject({ code: 'HOSTING_UNAVAILABLE', kind: 'upstream_unavailable' });
    expect(again).toMatchObject({ status: 'published', error: null });
    expect(bench.dc360.websites).toHaveLength(1);
  });

  it.each([401, 403])('does not repeat what the platform refuses with %i', async (status) => {
    const brief = await bench.aBrief(worker);
    bench.dc360.play({ behaviour: { kind: 'status', status }, routeIncludes: CREATE });

    const view = await worker.publish(brief);

    expect(view.error).toMatchObject({ code: 'HOSTING_UNAUTHORIZED' });
    expect(aboutWebsites()).toHaveLength(1);
  });

  it('hands on which fields the platform misses, and nothing else that it says', async () => {
    const brief = await bench.aBrief(worker);
    bench.dc360.play({
      behaviour: {
        kind: 'answer',
        status: 422,
        body: {
          error: 'VALIDATION_ERROR',
          message: 'CANARY',
          details: { fields: ['logo.url', '<b>CANARY</b>'] },
        },
      },
      routeIncludes: CREATE,
    });

    const view = await worker.publish(brief);

    expect(view.error).toEqual({
      code: 'BRIEF_INCOMPLETE',
      kind: 'invalid',
      details: { fields: ['logo.url'] },
    });
  });

  it('puts a later version on the same website, and goes back to the one before', async () => {
    const brief = await bench.aBrief(worker);
    const first = await worker.publish(brief);
    await bench.aNewVersion(worker, brief);

    const second = await worker.publish(brief);
    const { publicationId } = await worker.websites.rollBack(
      { websiteId: first.websiteId, version: 1 },
      { ownerId: brief.ownerId, idempotencyKey: null, requestId: null },
    );
    await worker.runner.execute(publicationId);
    const back = await worker.view(publicationId);

    expect(second).toMatchObject({ websiteId: first.websiteId, url: first.url, liveVersion: 2 });
    expect(back).toMatchObject({ websiteId: first.websiteId, status: 'published', liveVersion: 1 });
    expect(bench.dc360.websites).toHaveLength(1);
    const shown = bench.dc360.websites[0]?.contents.map(
      (content) => (content as { reference: string }).reference,
    );
    expect(shown).toEqual([1, 2, 1].map((version) => `${brief.briefId}:${version}`));
    const { rows } = await bench.db.query(
      `SELECT version, status FROM publication WHERE brief_id = $1 ORDER BY version`,
      [brief.briefId],
    );
    expect(rows).toEqual([
      { version: 1, status: 'published' },
      { version: 2, status: 'superseded' },
    ]);
  });

  it('makes the website anew that the platform has lost', async () => {
    const brief = await bench.aBrief(worker);
    const first = await worker.publish(brief);
    await bench.aNewVersion(worker, brief);
    bench.reset();

    const second = await worker.publish(brief);

    expect(second).toMatchObject({ websiteId: first.websiteId, status: 'published', liveVersion: 2 });
    expect(bench.dc360.websites).toHaveLength(1);
    expect(second.url).toBe(bench.dc360.websites[0]?.url);
  });

  it('goes back to no version that was never published', async () => {
    const brief = await bench.aBrief(worker);
    const { websiteId } = await worker.publish(brief);
    await bench.aNewVersion(worker, brief);

    const going = worker.websites.rollBack(
      { websiteId, version: 2 },
      { ownerId: brief.ownerId, idempotencyKey: null, requestId: null },
    );

    await expect(going).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION', kind: 'conflict' });
  });

  it('keeps the version that is live when the next one fails', async () => {
    const brief = await bench.aBrief(worker);
    await worker.publish(brief);
    await bench.aNewVersion(worker, brief);
    bench.dc360.play({ behaviour: { kind: 'status', status: 401 }, routeIncludes: 'PUT /api/v1/websites' });

    const view = await worker.publish(brief);

    expect(view).toMatchObject({ status: 'failed', version: 2, liveVersion: 1 });
  });

  it('publishes one version of a brief at a time', async () => {
    const brief = await bench.aBrief(worker);
    await worker.publish(brief);
    await bench.aNewVersion(worker, brief);
    await worker.ask(brief, 2);
    await bench.aNewVersion(worker, brief);

    await expect(worker.ask(brief, 3)).rejects.toMatchObject({ code: 'PUBLICATION_RUNNING' });
  });

  it('gives a job to a publication whose job was lost', async () => {
    const brief = await bench.aBrief(worker);
    const { publicationId } = await worker.ask(brief);
    await bench.db.query(
      `UPDATE publication SET checked_at = now() - interval '1 day', enqueue_count = 7 WHERE id = $1`,
      [publicationId],
    );

    await worker.reconciler.reconcile();

    expect(await worker.queue.states('publishing', [`${publicationId}-8`])).toEqual(['waiting']);
  });

  it('leaves a publication alone that takes every worker with it', async () => {
    const brief = await bench.aBrief(worker);
    const { publicationId } = await worker.ask(brief);
    await bench.db.query(
      `UPDATE publication SET status = 'publishing', crash_count = 2, lease_expires_at = now() - interval '1 s'
        WHERE id = $1`,
      [publicationId],
    );

    await worker.runner.execute(publicationId);

    expect((await worker.view(publicationId)).error).toMatchObject({ code: 'PUBLICATION_CRASHED' });
    expect(aboutWebsites()).toHaveLength(0);
  });

  it('R27: lets go of a publication whose brief is deleted meanwhile', async () => {
    const brief = await bench.aBrief(worker);
    const { publicationId } = await worker.ask(brief);
    bench.dc360.play({ behaviour: { kind: 'stall_before_answer' }, routeIncludes: CREATE });
    const carried = worker.runner.execute(publicationId);
    await waitFor(() => Promise.resolve(bench.dc360.receivedAt(CREATE).length === 1), {
      what: 'the request',
      timeoutMs: 10_000,
    });

    await bench.db.query(`DELETE FROM business_briefs WHERE id = $1`, [brief.briefId]);
    await worker.active.beat();

    expect(await carried).toBe('lease_lost');
    expect(await worker.websites.ofPublication(publicationId)).toBeNull();
    expect(bench.dc360.receivedAt(CREATE)).toHaveLength(1);
  });

  it('asks the platform again while a website is being built there', async () => {
    bench.dc360.setRules({ statusOfNew: 'building' });
    const brief = await bench.aBrief(worker);
    const { websiteId, hostedStatus } = await worker.publish(brief);
    const status = () => worker.websites.status(websiteId, brief.ownerId, new AbortController().signal);

    const before = await status();
    bench.dc360.setWebsiteStatus(bench.dc360.websites[0]?.id ?? '', 'published');
    const after = await status();
    const requests = aboutWebsites().length;
    await status();

    expect([hostedStatus, before.hostedStatus, after.hostedStatus]).toEqual(['pending', 'pending', 'live']);
    expect(aboutWebsites()).toHaveLength(requests);
  });
});
