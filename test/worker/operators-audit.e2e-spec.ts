import { describe, expect, it } from '@jest/globals';
import { newId } from '@genesis/kernel';
import { ApiCaller } from '../support/builders/api-caller.js';
import { ServiceCaller } from '../support/builders/service-caller.js';
import { waitFor } from '../support/harness/wait-for.js';
import { operatorsBench, RUN_ACTS } from './operators-bench.js';

describe('the audit log of operators', () => {
  const suite = operatorsBench();
  const { act, send, listener } = suite;

  const entriesWith = async (key: string, value: string) => {
    const { rows } = await suite.bench.db.query<Record<string, unknown>>(
      `SELECT act, outcome, actor, host(address) AS address, details FROM audit_entries
        WHERE details->>$1 = $2 ORDER BY id`,
      [key, value],
    );
    return rows;
  };
  const listed = async (query = '') => {
    const { body } = await act(`/audit${query}`);
    return body as { items: Record<string, unknown>[]; next: string | null };
  };

  it.each(RUN_ACTS)('has who did what to which run: %s', async (name) => {
    const { runId } = await suite.bench.aRun(suite.worker);
    await act(`/runs/${runId}/${name}`);

    expect(await entriesWith('runId', runId)).toContainEqual({
      act: 'operator_acted',
      outcome: 'done',
      actor: 'operator',
      address: '127.0.0.1',
      details: { route: `/operators/runs/:runId/${name}`, runId },
    });
  });

  it('has what was done to webhooks, and who was looked up, without an address', async () => {
    const eventId = newId();
    await act(`/webhooks/${eventId}/replay`);
    await act('/webhooks/replay');
    await act('/accounts/find?email=awa.diop@example.com');

    expect(await entriesWith('eventId', eventId)).not.toEqual([]);
    for (const route of ['/operators/webhooks/replay', '/operators/accounts/find']) {
      expect((await entriesWith('route', route))[0]).toMatchObject({
        act: 'operator_acted',
        details: { route },
      });
    }
    const { items } = await listed('?limit=1000');
    expect(JSON.stringify(items)).not.toContain('awa.diop');
  });

  it('has once what accounts write themselves, with the address it came from', async () => {
    const subject = await suite.bench.anOwner();
    await act(`/accounts/${subject}/disable`);
    const { items } = await listed(`?subject=${subject}`);
    expect(items.map(({ act: name, actor, address }) => [name, actor, address])).toEqual([
      ['account_disabled', 'operator', '127.0.0.1'],
    ]);
  });

  it('has what nobody changes any more', async () => {
    const { runId } = await suite.bench.aRun(suite.worker);
    await act(`/runs/${runId}/cancel`);
    const written = await entriesWith('runId', runId);
    const changed = suite.bench.db.query(
      `UPDATE audit_entries SET actor = 'nobody' WHERE details->>'runId' = $1`,
      [runId],
    );

    await expect(changed).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/never changed/),
    });
    expect(written).not.toEqual([]);
    expect(await entriesWith('runId', runId)).toEqual(written);
  });

  it('does not do what it cannot write down', async () => {
    const { runId } = await suite.bench.aRun(suite.worker);
    await suite.bench.db.query(`ALTER TABLE audit_entries RENAME TO audit_entries_away`);
    const answer = await act(`/runs/${runId}/cancel`);
    await suite.bench.db.query(`ALTER TABLE audit_entries_away RENAME TO audit_entries`);

    expect([answer.status, answer.body.error]).toEqual([503, 'AUDIT_UNAVAILABLE']);
    expect(await suite.bench.run(runId)).toMatchObject({ status: 'queued', cancel_requested_at: null });
  });

  it('has who was refused, and is not filled by them', async () => {
    const { runId } = await suite.bench.aRun(suite.worker);
    const url = `${listener()}/operators/runs/${runId}/cancel`;
    for (let tries = 0; tries < 20; tries += 1) await send(url, 'POST', 'Bearer wrong');
    const entries = await entriesWith('code', 'OPERATOR_UNAUTHORIZED');
    expect(entries[0]).toMatchObject({ act: 'operator_refused', outcome: 'refused', actor: 'operator' });
    expect(entries).toHaveLength(5);
  });

  it('has refused services and sign-ins of nobody, and is not filled by them', async () => {
    const url = suite.api.url;
    for (let tries = 0; tries < 12; tries += 1) {
      await new ServiceCaller(url).call('/api/genesis/generate-brief', { body: {}, secret: 'wrong' });
      await new ApiCaller(url).call('/auth/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        rawBody: 'username=nobody%40example.com&password=whatever+it+was',
      });
    }
    const countOf = async (name: string) => {
      const { rows } = await suite.bench.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM audit_entries WHERE act = $1 AND outcome = 'refused' AND subject IS NULL`,
        [name],
      );
      return rows[0]?.n;
    };
    await waitFor(async () => (await countOf('service_refused')) === 5, {
      timeoutMs: 10_000,
      what: 'refused services',
    });
    await waitFor(async () => (await countOf('sign_in_refused')) === 5, {
      timeoutMs: 10_000,
      what: 'refused sign-ins',
    });
  });

  it('is read by those who show the token, in pages, and says so', async () => {
    const first = await listed('?limit=2');
    expect(first.items).toHaveLength(2);
    expect(first.items[0]).toMatchObject({ act: 'operator_acted', details: { route: '/operators/audit' } });
    const second = await listed(`?limit=2&before=${String(first.next)}`);
    expect(Number(second.items[0]!['id'])).toBeLessThan(Number(first.next));

    expect((await send(`${listener()}/operators/audit`, 'POST')).status).toBe(401);
    expect((await send(`${listener()}/operators/audit`, 'GET')).status).toBe(404);
    expect((await act('/audit?subject=awa')).status).toBe(400);
    expect((await act('/audit?before=x')).status).toBe(400);
  });
});
