import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { operatorsBench, TOKEN, CLI } from './operators-bench.js';

describe('operators', () => {
  const suite = operatorsBench();
  const { listener, change } = suite;

  describe('use the command line', () => {
    const run = async (
      args: readonly string[],
      env: Readonly<Record<string, string>> = { OPERATOR_TOKEN: TOKEN },
    ) => {
      const port = new URL(listener()).port;
      const options = { env: { PATH: process.env.PATH, PROMETHEUS_PORT: port, OPERATOR_TOKEN: '', ...env } };
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], options);
        return { code: 0, output: stdout };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, output: stdout + stderr };
      }
    };

    it('to look', async () => {
      const { runId, briefId } = await suite.bench.aRun(suite.worker);
      await change(runId, 'quarantined_at = now()');

      const stuck = await run(['stuck', '--limit', '1000'], {});
      const shown = await run(['show', runId]);
      const asJson = await run(['show', runId, '--json']);
      const events = await run(['events', briefId, '--after', '0']);

      expect(stuck.output).toMatch(new RegExp(`${runId} +queued +quarantined`));
      expect(shown.output).toMatch(/^status +queued$/m);
      expect(shown.output).toMatch(/^content +pending/m);
      expect(JSON.parse(asJson.output)).toMatchObject({ run_id: runId, status: 'queued' });
      expect(events.output).toContain('run.started');
      expect((await run(['webhooks'])).code).toBe(0);
    });

    it('to act', async () => {
      const { runId } = await suite.bench.aRun(suite.worker);

      const said = [];
      for (const name of ['quarantine', 'quarantine', 'release', 'retry', 'cancel', 'cancel']) {
        said.push(await run([name, runId]));
      }
      const replayed = await run(['replay', '--failed']);

      expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 1]);
      expect(said.map(({ output }) => output.split('\n')[0])).toEqual([
        'Done.',
        'Nothing to change.',
        'Done.',
        'Done.',
        'Done.',
        `409 RUN_ENDED: run ${runId} has ended`,
      ]);
      expect(replayed.output).toContain('count: 0');
    });

    it('and are told what is wrong', async () => {
      const id = newId();

      expect(await run(['cancel', id], {})).toMatchObject({
        code: 1,
        output: expect.stringContaining('401'),
      });
      expect(await run(['cancel', id])).toMatchObject({
        code: 1,
        output: expect.stringContaining('404 NOT_FOUND'),
      });
      expect(await run(['stuck', '--url', 'http://127.0.0.1:1'])).toMatchObject({ code: 1 });
      for (const args of [
        [],
        ['cancel'],
        ['fly'],
        ['cancel', id, id],
        ['show', id, '--failed'],
        ['stuck', '--x'],
      ]) {
        expect(await run(args)).toMatchObject({ code: 2 });
      }
      expect((await run(['--help'])).output).toContain('npm run operator');
    });

    it.each([
      ['a page of something else', (response) => response.end('<html></html>')],
      [
        'half an answer',
        (response) => {
          response.writeHead(200, { 'content-length': '100' }).write('{');
          setImmediate(() => response.destroy());
        },
      ],
    ] satisfies [string, (response: ServerResponse) => void][])(
      'and are told in a line where %s answers',
      async (_what, answer) => {
        const stranger = createServer((_request, response) => answer(response));
        await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
        const { port } = stranger.address() as AddressInfo;

        const { code, output } = await run(['stuck', '--url', `http://127.0.0.1:${String(port)}`]);
        stranger.close();

        expect(code).toBe(1);
        expect(output.trimEnd().split('\n')).toHaveLength(1);
      },
    );
  });
});
