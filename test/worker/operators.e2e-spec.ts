import { request as httpRequest } from 'node:http';
import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { startApi } from '../api/api-under-test.js';
import { operatorsBench, TOKEN, RUN_ACTS } from './operators-bench.js';

describe('operators', () => {
  const suite = operatorsBench();
  const { apiSettings, listener, send, look, act } = suite;

  describe('are known by their token', () => {
    it('and nobody without it changes anything', async () => {
      const { runId } = await suite.bench.aRun(suite.worker);
      const routes = [
        ...RUN_ACTS.map((name) => `/runs/${runId}/${name}`),
        '/webhooks/replay',
        `/webhooks/${runId}/replay`,
      ];
      const wrong = [
        undefined,
        '',
        'Bearer',
        `Bearer ${TOKEN}x`,
        `Bearer ${TOKEN.slice(0, -1)}`,
        `Basic ${TOKEN}`,
        TOKEN,
      ];

      const answers = await Promise.all(
        routes.flatMap((route) =>
          wrong.map((given) => send(`${listener()}/operators${route}`, 'POST', given)),
        ),
      );

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
      expect(answers[0]?.body).toMatchObject({ error: 'OPERATOR_UNAUTHORIZED' });
      expect(await suite.bench.run(runId)).toMatchObject({
        status: 'queued',
        enqueue_count: 1,
        quarantined_at: null,
      });
    });

    it('and a process that has none lets nobody change anything, and says why', async () => {
      const closed = await startApi(apiSettings({}));
      const { runId } = await suite.bench.aRun(suite.worker);

      const answers = await Promise.all(
        RUN_ACTS.map((name) =>
          send(`${listener(closed)}/operators/runs/${runId}/${name}`, 'POST', 'Bearer null'),
        ),
      );
      const shown = await send(`${listener(closed)}/operators/runs/${runId}`, 'GET');
      await closed.close();

      for (const { status, body } of answers) {
        expect(status).toBe(403);
        expect(body).toMatchObject({
          error: 'OPERATOR_TOKEN_NOT_SET',
          message: expect.stringContaining('OPERATOR_TOKEN'),
        });
      }
      expect(shown.status).toBe(200);
    });

    it('and have nothing on the public port', async () => {
      const { runId, briefId } = await suite.bench.aRun(suite.worker);
      const routes = [
        ['GET', '/operators/runs'],
        ['GET', `/operators/runs/${runId}`],
        ['GET', `/operators/briefs/${briefId}/events`],
        ['GET', '/operators/webhooks'],
        ['POST', '/operators/webhooks/replay'],
        ['POST', '/operators/drain'],
        ...RUN_ACTS.map((name) => ['POST', `/operators/runs/${runId}/${name}`]),
      ] as const;

      for (const prefix of ['', '/api/v1']) {
        for (const [method = '', route = ''] of routes) {
          const answer = await send(`${suite.api.url}${prefix}${route}`, method, `Bearer ${TOKEN}`);
          expect([prefix, route, answer.status]).toEqual([prefix, route, 404]);
        }
      }
      expect(await suite.bench.run(runId)).toMatchObject({ status: 'queued', quarantined_at: null });
    });
  });

  it.each(['no-id', '00000000-0000-4000-8000-00000000000g', newId(), '%2e%2e', `${newId()}%00`])(
    'are told that there is no %s',
    async (id) => {
      const answers = await Promise.all([
        look(`/runs/${id}`),
        look(`/briefs/${id}/events`),
        act(`/webhooks/${id}/replay`),
        ...RUN_ACTS.map((name) => act(`/runs/${id}/${name}`)),
      ]);

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    },
  );

  it.each(['/runs?limit=0', '/runs?limit=ten', '/runs?stuck_for_s=-1', '/webhooks?limit=1001'])(
    'are told that %s is no request',
    async (route) => {
      const { status, body } = await look(route);

      expect(status).toBe(400);
      expect(body).toMatchObject({ error: 'INVALID_PARAMETER' });
    },
  );

  it('send no long bodies', async () => {
    const { runId } = await suite.bench.aRun(suite.worker);
    const post = (headers: Readonly<Record<string, string>>, body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const url = `${listener()}/operators/runs/${runId}/cancel`;
        const request = httpRequest(url, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        });
        request.on('response', (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        request.on('error', reject);
        request.end(body);
      });

    expect(await post({ 'content-length': '20000' }, 'x'.repeat(20_000))).toBe(413);
    expect(await post({ 'transfer-encoding': 'chunked' }, 'x')).toBe(413);
    expect(await suite.bench.run(runId)).toMatchObject({ status: 'queued' });
    expect(await post({ 'content-type': 'application/json' }, '{}')).toBe(200);
  });
});
