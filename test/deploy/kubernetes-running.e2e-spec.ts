import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IContainer } from 'kubernetes-models/v1';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { configuredStores, Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { environmentOf } from './kubernetes/container-environment.js';
import { Manifests } from './kubernetes/manifests.js';

const START_MS = 120_000;
const STOP_MS = 60_000;
/** Settings whose value is a port, and the name of that port in the manifests. */
const PORTS = { PORT: 'http', PROMETHEUS_PORT: 'metrics', WORKER_PROMETHEUS_PORT: 'metrics' } as const;

/** The processes of the production overlay, with its settings and secret files, on this machine's stores. */
describe('what the manifests start', () => {
  let folder: string;
  let installation: Installation;
  let ports: Record<keyof typeof PORTS, number>;
  const containers: Record<string, IContainer> = {};
  const graces: Record<string, number> = {};
  const processes: Record<string, ServiceProcess> = {};

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-pods-'));
    installation = await Installation.createForProduction(configuredStores());
    ports = {
      PORT: await findFreePort(),
      PROMETHEUS_PORT: await findFreePort(),
      WORKER_PROMETHEUS_PORT: await findFreePort(),
    };
    const manifests = await Manifests.build('overlays/production');
    for (const { metadata, spec } of manifests.all<IDeployment>('Deployment')) {
      const { containers: own, terminationGracePeriodSeconds = 0 } = spec!.template.spec!;
      containers[metadata.name] = own[0]!;
      graces[metadata.name] =
        terminationGracePeriodSeconds - (own[0]!.lifecycle?.preStop?.sleep?.seconds ?? 0);
    }
    const environment = async (name: string) => asOnThisMachine(environmentOf(manifests, containers[name]!));
    processes['genesis-api'] = await installation.startApi(await environment('genesis-api'));
    processes['genesis-worker'] = await installation.startWorker(await environment('genesis-worker'));
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }, STOP_MS);

  /** Secrets in files of our own, folders and ports that nobody else has; nothing of what tests set otherwise. */
  async function asOnThisMachine(environment: Record<string, string>): Promise<Record<string, string>> {
    const { DATABASE_URL = '', REDIS_URL = '' } = installation.env;
    const given: Record<string, string> = { DATABASE_URL, REDIS_URL, REDIS_QUEUE_URL: REDIS_URL };
    const adapted: Record<string, string> = {};
    for (const [name, value] of Object.entries(environment)) {
      if (name in ports) adapted[name] = String(ports[name as keyof typeof PORTS]);
      else if (name.endsWith('_FILE')) {
        const setting = name.slice(0, -'_FILE'.length);
        const file = path.join(folder, setting);
        await writeFile(file, given[setting] ?? `${setting.toLowerCase()}-for-this-test-alone-0123456789\n`);
        Object.assign(adapted, { [setting]: '', [name]: file });
      } else adapted[name] = value.startsWith('/data/') ? path.join(folder, value) : value;
    }
    return adapted;
  }

  /** Where the kubelet would ask. */
  function addressOf(name: string, probe: 'startupProbe' | 'livenessProbe' | 'readinessProbe'): string {
    const get = containers[name]![probe]!.httpGet!;
    const setting = (['PORT', 'PROMETHEUS_PORT', 'WORKER_PROMETHEUS_PORT'] as const).find(
      (candidate) =>
        PORTS[candidate] === get.port &&
        (candidate === 'WORKER_PROMETHEUS_PORT') === (name === 'genesis-worker'),
    );
    return `http://127.0.0.1:${setting && ports[setting]}${get.path}`;
  }

  it.each([
    ['genesis-api', 'startupProbe'],
    ['genesis-api', 'livenessProbe'],
    ['genesis-api', 'readinessProbe'],
    ['genesis-worker', 'startupProbe'],
    ['genesis-worker', 'livenessProbe'],
    ['genesis-worker', 'readinessProbe'],
  ] as const)('%s passes its %s', async (name, probe) => {
    const answer = await fetch(addressOf(name, probe));
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status: 200 });
  });

  it('the worker reports the queue in the states that the scaler counts', async () => {
    const answer = await fetch(`http://127.0.0.1:${ports.WORKER_PROMETHEUS_PORT}/metrics`);
    const metrics = await answer.text();
    for (const state of ['waiting', 'active']) {
      expect(metrics).toMatch(
        new RegExp(`^genesis_ai_queue_jobs\\{(?=.*queue="runs")(?=.*state="${state}")`, 'm'),
      );
    }
  });

  it.each(['genesis-worker', 'genesis-api'])(
    '%s ends in order before the time at which it would be killed',
    async (name) => {
      const toldAt = Date.now();
      const { code, at } = await processes[name]!.kill('SIGTERM');
      expect(code).toBe(0);
      expectWithin('the end', at - toldAt, graces[name]! * 1_000);
    },
    STOP_MS,
  );
});
