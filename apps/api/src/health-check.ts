import {
  HttpSettings,
  type LoadedSettings,
  loadSettings,
  MetricsSettings,
  SettingsError,
} from '@genesis/config';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

/**
 * Asks the process of this container how it is: `health-check.js [api|worker]`. Exit code 0: it is well; 1: it is not, it
 * does not answer within 2.5 s, or nobody listens. Without an argument: whichever of the two listens. For HEALTHCHECK, so
 * that the image needs no curl.
 */
const ROLES = ['api', 'worker'] as const;
type Role = (typeof ROLES)[number];

/** Below the shortest limit of those who call it (3 s): its own words reach their log. */
const TIMEOUT_MS = 2_500;

interface Target {
  readonly setting: string;
  readonly port: number;
  readonly path: string;
}

/** What a check finds. `absent`: nobody listens there. */
type Finding = { readonly isWell: boolean; readonly text: string } | 'absent';

const TARGETS: Readonly<Record<Role, (loaded: LoadedSettings) => Target>> = {
  api: (loaded) => ({ setting: 'PORT', port: loaded.get(HttpSettings).port, path: '/health' }),
  // A worker is well while it takes jobs.
  worker: (loaded) => ({
    setting: 'WORKER_PROMETHEUS_PORT',
    port: loaded.get(MetricsSettings).workerPrometheusPort,
    path: '/health/live',
  }),
};

try {
  const roles = rolesOf(process.argv[2]);
  const finding = await check(loadSettings({ only: [HttpSettings, MetricsSettings] }), roles);
  process.stdout.write(`${finding.text}\n`);
  process.exitCode = finding.isWell ? 0 : 1;
} catch (error) {
  const text = error instanceof SettingsError ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

function rolesOf(argument: string | undefined): readonly Role[] {
  if (argument === undefined) return ROLES;
  const role = ROLES.find((name) => name === argument);
  if (role === undefined) throw new Error(`usage: health-check.js [${ROLES.join('|')}]`);
  return [role];
}

async function check(loaded: LoadedSettings, roles: readonly Role[]) {
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const host = reachable(loaded.get(HttpSettings).host);
  const looked: string[] = [];
  for (const role of roles) {
    const target = TARGETS[role](loaded);
    if (target.port === 0) {
      looked.push(`${target.setting} is 0, so the port is not known`);
      continue;
    }
    const finding = await ask(role, `http://${host}:${target.port}${target.path}`, deadline);
    if (finding !== 'absent') return finding;
    looked.push(`nobody listens on ${host}:${target.port} (${target.setting})`);
  }
  return { isWell: false, text: looked.join('; ') };
}

async function ask(role: Role, url: string, deadline: AbortSignal): Promise<Finding> {
  try {
    const status = await statusOf(url, deadline);
    return { isWell: status >= 200 && status < 300, text: `${role}: ${status} from ${url}` };
  } catch (error) {
    if (deadline.aborted)
      return { isWell: false, text: `${role}: no answer from ${url} in ${TIMEOUT_MS} ms` };
    if (isRefused(error)) return 'absent';
    return { isWell: false, text: `${role}: no answer from ${url} (${String(error)})` };
  }
}

/** Not by `fetch`, which refuses ports that browsers refuse: ours may be one of them. */
async function statusOf(url: string, signal: AbortSignal): Promise<number> {
  const request = get(url, { signal, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode ?? 0;
}

/** The address to call for one to listen on: a listener on every address is also here. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}
