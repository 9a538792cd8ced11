import { loadSettings } from '@genesis/config';
import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger } from './logging/create-logger.js';
import { RequestContext } from './request-context.js';

describe('RequestContext', () => {
  const context = new RequestContext();

  it('follows awaits and keeps jobs apart', async () => {
    const ids = await Promise.all(
      ['a', 'b'].map((id) =>
        context.runWith({ requestId: `request-${id}`, runId: `run-${id}` }, async () => {
          await nextTurn();
          return context.logFields();
        }),
      ),
    );
    expect(ids).toEqual([
      { request_id: 'request-a', run_id: 'run-a' },
      { request_id: 'request-b', run_id: 'run-b' },
    ]);
    expect(context.logFields()).toEqual({});
    expect(context.requestId).toBeNull();
  });

  it('leaves the context around a piece of work as it is', () => {
    context.runWith({ requestId: 'request-1', runId: 'run-1' }, () => {
      context.runWith({ requestId: 'request-1', runId: 'run-1', agent: 'seo' }, () => {
        context.setUser({ legacyId: 7, language: 'fr' });
        expect(context.logFields()).toEqual({
          request_id: 'request-1',
          run_id: 'run-1',
          agent: 'seo',
          user_id: 7,
        });
      });
      expect(context.logFields()).toEqual({ request_id: 'request-1', run_id: 'run-1' });
    });
  });

  it('puts both ids and the user number into every log line of a job', () => {
    const lines: string[] = [];
    const logger = createLogger(loadSettings({ env: {} }), 'genesis-worker', {
      write: (line) => void lines.push(line),
    });
    context.runWith({ requestId: 'request-1', runId: 'run-1' }, () => {
      context.setUser({ legacyId: 7, language: 'fr' });
      logger.log({ task: 'research' }, 'task finished', 'Runs');
      logger.error({ err: new Error('boom') }, 'Runs');
    });
    const [info, error] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(info).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: 'genesis-worker',
      version: '1.0.0',
      env: 'development',
      request_id: 'request-1',
      run_id: 'run-1',
      user_id: 7,
      context: 'Runs',
      task: 'research',
      msg: 'task finished',
    });
    expect(error).toMatchObject({
      level: 'error',
      msg: 'boom',
      err: { type: 'Error', message: 'boom', stack: expect.any(String) },
    });
  });
});
