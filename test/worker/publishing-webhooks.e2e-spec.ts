import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { configuredStores } from '../support/harness/installation.js';
import { DC360_USER, PublishingWorkbench, type PublishingWorker } from './publishing-workbench.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who is told of things, and answers with what a test says. */
class Receiver {
  readonly received: Received[] = [];
  statuses: number[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        this.received.push({ path: request.url ?? '', headers: request.headers, body });
        const status = this.statuses.shift() ?? 204;
        response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('security: webhooks', () => {
  const receiver = new Receiver();
  let bench: PublishingWorkbench;
  let worker: PublishingWorker;

  beforeAll(async () => {
    const url = await receiver.start();
    bench = await PublishingWorkbench.open({ DC360_WEBHOOK_URL: url, DC360_WEBHOOK_SECRET: SECRET });
    worker = await bench.startWorker();
  }, 60_000);

  beforeEach(async () => {
    receiver.received.length = 0;
    receiver.statuses = [];
    await bench.db.query(`DELETE FROM webhook_event`);
  });

  afterAll(async () => {
    await bench.close();
    await receiver.stop();
  });

  async function theEvent(): Promise<Record<string, unknown> & { readonly id: string }> {
    const { rows } = await bench.db.query<{ id: string }>(`SELECT * FROM webhook_event`);
    expect(rows).toHaveLength(1);
    return rows[0] as Record<string, unknown> & { readonly id: string };
  }

  /** What a pause is to a clock: nothing. */
  const endPause = () =>
    bench.db.query(`UPDATE webhook_event SET due_at = now() WHERE status <> 'delivered'`);

  async function deliver(rounds = 1): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      await worker.webhooks.deliverDue();
      await endPause();
    }
  }

  it('tell DigitalCloud360 of a finished brief, signed', async () => {
    const { briefId } = await bench.aBrief(worker);

    await deliver();

    const [told] = receiver.received;
    const event = await theEvent();
    expect(receiver.received).toHaveLength(1);
    expect(told?.path).toBe('/hooks/genesis/brief-completed');
    const body = new Webhook(SECRET).verify(told?.body ?? '', told?.headers as Record<string, string>);
    expect(body).toEqual({
      event_id: event.id,
      event: 'brief.completed',
      brief_id: briefId,
      version: 1,
      user_id: 4711,
      status: 'completed',
      url: null,
    });
    expect(told?.headers['webhook-id']).toBe(event.id);
    expect(event).toMatchObject({ status: 'delivered', attempts: 1, last_outcome: '204' });
  });

  it('repeat with the same id and the same bytes, and are delivered once', async () => {
    await bench.aBrief(worker);
    receiver.statuses = [500, 429];

    await deliver(5);

    const [first, ...others] = receiver.received;
    expect(others).toHaveLength(2);
    for (const { body, headers } of others) {
      expect(body).toBe(first?.body);
      expect(headers['webhook-id']).toBe(first?.headers['webhook-id']);
    }
    expect(await theEvent()).toMatchObject({ status: 'delivered', attempts: 3 });
  });

  it('wait longer after each failure', async () => {
    await bench.aBrief(worker);
    receiver.statuses = [500, 500];
    const pauses: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      await worker.webhooks.deliverDue();
      const { rows } = await bench.db.query<{ s: number }>(
        `SELECT extract(epoch FROM due_at - now())::float8 AS s FROM webhook_event`,
      );
      pauses.push(rows[0]?.s ?? 0);
      await endPause();
    }

    expect(pauses[0]).toBeGreaterThan(3);
    expect(pauses[0]).toBeLessThanOrEqual(5);
    expect(pauses[1]).toBeGreaterThan(20);
    expect(pauses[1]).toBeLessThanOrEqual(25);
  });

  it('are given up after three tries, and can be sent again', async () => {
    await bench.aBrief(worker);
    receiver.statuses = [500, 500, 500];

    await deliver(5);
    const given = await theEvent();
    const isReplayed = await worker.webhookLog.replay(given.id);
    await deliver();

    expect(given).toMatchObject({ status: 'failed', attempts: 3, last_outcome: '500' });
    expect(isReplayed).toBe(true);
    expect(await theEvent()).toMatchObject({ status: 'delivered', attempts: 1 });
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(receiver.received).toHaveLength(4);
  });

  it('follow no redirect', async () => {
    await bench.aBrief(worker);
    receiver.statuses = [302];

    await deliver();

    expect(receiver.received.map(({ path }) => path)).toEqual(['/hooks/genesis/brief-completed']);
    expect(await theEvent()).toMatchObject({ status: 'queued', last_outcome: '302' });
  });

  it('are not repeated to a receiver that says that it is gone', async () => {
    await bench.aBrief(worker);
    receiver.statuses = [410];

    await deliver(3);

    expect(receiver.received).toHaveLength(1);
    expect(await theEvent()).toMatchObject({ status: 'failed', last_outcome: '410' });
  });

  it('are handed to one of two workers', async () => {
    const other = await bench.startWorker();
    await bench.aBrief(worker);

    const tried = await Promise.all([worker.webhooks.deliverDue(), other.webhooks.deliverDue()]);

    expect([...tried].sort()).toEqual([0, 1]);
    expect(receiver.received).toHaveLength(1);
  });

  it('are taken over from a worker that died while it sent one', async () => {
    await bench.aBrief(worker);
    await bench.db.query(
      `UPDATE webhook_event SET status = 'sending', attempts = 1, due_at = now() - interval '1 second'`,
    );

    await deliver();

    expect(await theEvent()).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it('are not written for people whom DigitalCloud360 does not know', async () => {
    await bench.aBrief(worker, { dc360UserId: null });

    const { rows } = await bench.db.query(`SELECT * FROM webhook_event`);
    expect(rows).toEqual([]);
  });

  it('go to no private address in production, whatever its name', async () => {
    await bench.aBrief(worker);
    const abroad = await bench.startWorker({
      DC360_WEBHOOK_URL: 'https://localhost/hooks',
      ENVIRONMENT: 'staging',
      REDIS_QUEUE_URL: configuredStores().redisUrl,
      SECRET_KEY: 'a key of the test that is long enough for HS256',
      CORS_ORIGINS: 'https://app.example',
    });

    await abroad.webhooks.deliverDue();

    expect(receiver.received).toHaveLength(0);
    expect(await theEvent()).toMatchObject({ status: 'queued', last_outcome: 'ADDRESS_NOT_PUBLIC' });
  });

  it('are signed with the secret before, too, while one replaces the other', async () => {
    const former = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const changing = await bench.startWorker({ DC360_WEBHOOK_SECRET_PREVIOUS: former });
    await bench.aBrief(worker);

    await changing.webhooks.deliverDue();

    const [told] = receiver.received;
    const headers = told?.headers as Record<string, string>;
    for (const secret of [SECRET, former]) {
      expect(new Webhook(secret).verify(told?.body ?? '', headers)).toMatchObject({ version: 1 });
    }
    const neither = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    expect(() => new Webhook(neither).verify(told?.body ?? '', headers)).toThrow();
  });

  it('are refused by a receiver when they are old, replayed later, or were changed', async () => {
    await bench.aBrief(worker);
    await deliver();

    const [told] = receiver.received;
    const body = told?.body ?? '';
    const headers = told?.headers as Record<string, string>;
    const receiving = new Webhook(SECRET);
    expect(receiving.verify(body, headers)).toBeDefined();
    const seconds = Number(headers['webhook-timestamp']);
    const changed: readonly (readonly [string, string, Record<string, string>])[] = [
      ['another outcome', body.replaceAll('completed', 'failed'), headers],
      ['a space more', `${body} `, headers],
      ['another id', body, { ...headers, 'webhook-id': `${headers['webhook-id']}0` }],
      ['a new time for an old signature', body, { ...headers, 'webhook-timestamp': String(seconds + 1) }],
      ['no signature', body, { ...headers, 'webhook-signature': '' }],
    ];
    for (const [what, text, shown] of changed) {
      expect(() => [what, receiving.verify(text, shown)]).toThrow();
    }
    // The same bytes, as a receiver sees them six minutes later (Standard Webhooks: five are the tolerance).
    const later = jest.spyOn(Date, 'now').mockReturnValue((seconds + 360) * 1_000);
    try {
      expect(() => receiving.verify(body, headers)).toThrow();
    } finally {
      later.mockRestore();
    }
  });

  it('carry the time of their own try, under the same id', async () => {
    await bench.aBrief(worker);
    receiver.statuses = [500];
    await deliver(2);

    const [first, second] = receiver.received.map(({ headers }) => headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    for (const told of receiver.received) {
      expect(new Webhook(SECRET).verify(told.body, told.headers as Record<string, string>)).toBeDefined();
      expect(Math.abs(Number(told.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
    }
  });

  it('are not even written where nobody is to be told', async () => {
    const silent = await bench.startWorker({ DC360_WEBHOOK_URL: '', DC360_WEBHOOK_SECRET: '' });

    await bench.aBrief(silent, { dc360UserId: DC360_USER });

    const { rows } = await bench.db.query(`SELECT * FROM webhook_event`);
    expect(rows).toEqual([]);
    expect(await silent.webhooks.deliverDue()).toBe(0);
  });
});
