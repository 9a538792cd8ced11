import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { configuredStores, Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { metricsIn } from './dashboards.js';
import { MONITORING } from './prometheus-server.js';
import { operatorProgram } from './watched-program.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PROMETHEUS = path.join(MONITORING, 'prometheus');
const RUNBOOKS = path.join(ROOT, 'docs/runbooks');
const START_MS = 180_000;

const alertSchema = z.object({
  alert: z.string().regex(/^Genesis[A-Z]\w+$/),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
});
type Alert = z.infer<typeof alertSchema>;
const recordingSchema = z.object({
  record: z.string().regex(/^genesis:\w+:\w+$/),
  expr: z.string(),
});
const rulesSchema = z.object({
  groups: z.array(z.object({ name: z.string(), rules: z.array(z.union([alertSchema, recordingSchema])) })),
});
const testsSchema = z.looseObject({
  tests: z.array(
    z.looseObject({
      name: z.string(),
      input_series: z.array(z.looseObject({ series: z.string() })),
      alert_rule_test: z.array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

/** The alerts of the specification, §8, and the rules that raise them. */
const SPECIFIED: Readonly<Record<string, readonly string[]>> = {
  'API down: target down 2 min': ['GenesisApiDown'],
  'Error rate: 5xx over 2 % for 5 min': ['GenesisErrorRate'],
  'Slow coach: p95 of step over 3 s for 10 min': ['GenesisSlowCoach'],
  'Slow generation: p95 over 60 s for 15 min': ['GenesisSlowGeneration'],
  'Partial briefs: over 10 % in 30 min': ['GenesisPartialBriefs'],
  'Provider: failure over 20 % in 10 min, or any quota error': [
    'GenesisProviderFailing',
    'GenesisProviderQuota',
  ],
  'Queue: waiting over 50 or oldest over 2 min': ['GenesisQueueWaiting', 'GenesisQueueOldest'],
  'Redis queue memory: over 70 %': ['GenesisQueueMemory'],
  'Disk: any volume over 80 %': ['GenesisDiskFull'],
  'Backup: last good older than 26 h': ['GenesisBackupOld'],
  'Certificate: under 14 days': ['GenesisCertificateExpires'],
};

/** Metrics that others expose. */
const OF_EXPORTERS: ReadonlySet<string> = new Set([
  // Prometheus itself
  'up',
  // node exporter, and the file that the backup writes for it
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'genesis_ai_backup_last_success_timestamp_seconds',
  // blackbox exporter
  'probe_ssl_earliest_cert_expiry',
  'probe_success',
]);

/** Exposed from the first call, pause or refusal on: there is nothing to say before. */
const ONCE_THERE_WAS_ONE: ReadonlySet<string> = new Set([
  'genesis_ai_provider_breaker_state',
  'genesis_ai_provider_call_duration_seconds_bucket',
  'genesis_ai_provider_cost_usd_total',
  'genesis_ai_provider_limit_wait_seconds_bucket',
  'genesis_ai_provider_retries_total',
]);

/** Node's own, as `prom-client` names them. */
const BADLY_NAMED = /^nodejs_active_(?:handles|requests|resources)_total /;

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs an operator's program to its end. */
async function run(
  name: 'promtool' | 'amtool',
  args: readonly string[],
  { input = '', cwd = PROMETHEUS }: { readonly input?: string; readonly cwd?: string } = {},
): Promise<Ended> {
  const { file, libraryPath } = operatorProgram(name, name);
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { cwd, env: { PATH: process.env.PATH, ...(libraryPath && { LD_LIBRARY_PATH: libraryPath }) } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` });
      },
    );
    child.stdin?.end(input);
  });
}

/** Blocks of a language in the runbooks, with the page that has them. */
function blocksOf(language: 'promql' | 'sql'): readonly (readonly [page: string, text: string])[] {
  return readdirSync(RUNBOOKS).flatMap((page) =>
    [...readFileSync(path.join(RUNBOOKS, page), 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
      .filter(([, found]) => found === language)
      .map(([, , text = '']) => [page, text] as const),
  );
}

const ruleFiles = globSync('rules/*.yml', { cwd: PROMETHEUS }).sort();
const testFiles = globSync('rules/tests/*.test.yml', { cwd: PROMETHEUS }).sort();
const rules = ruleFiles.flatMap((file) =>
  rulesSchema
    .parse(parse(readFileSync(path.join(PROMETHEUS, file), 'utf8')))
    .groups.flatMap((group) => group.rules),
);
const alerts = rules.filter((rule): rule is Alert => 'alert' in rule);
const recorded = rules.flatMap((rule) => ('record' in rule ? [rule.record] : []));
const tests = testFiles.flatMap(
  (file) => testsSchema.parse(parse(readFileSync(path.join(PROMETHEUS, file), 'utf8'))).tests,
);
const names = alerts.map(({ alert }) => alert).sort();

describe('the configuration of Prometheus', () => {
  it('is one that Prometheus takes', async () => {
    expect(await run('promtool', ['check', 'config', 'prometheus.yml'])).toMatchObject({ code: 0 });
  });

  it('has rules that Prometheus takes, without a duplicate', async () => {
    const { code, output } = await run('promtool', ['check', 'rules', ...ruleFiles]);
    expect(output).not.toMatch(/FAILED|duplicate/iu);
    expect(code).toBe(0);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(recorded).size).toBe(recorded.length);
  });

  it(
    'passes the tests of its rules',
    async () => {
      expect(await run('promtool', ['test', 'rules', ...testFiles])).toMatchObject({ code: 0 });
    },
    START_MS,
  );

  it('names hosts of the compose file', () => {
    const services = z
      .looseObject({ services: z.record(z.string(), z.unknown()) })
      .parse(parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true })).services;
    const text = readFileSync(path.join(PROMETHEUS, 'prometheus.yml'), 'utf8');
    const hosts = [
      ...[...text.matchAll(/([a-z][a-z-]*):\d{4}\b/g)].map(([, host]) => host),
      ...[...text.matchAll(/names: \[([a-z-]+)\]/g)].map(([, host]) => host),
    ].filter((host) => host !== 'localhost');
    expect(hosts).toEqual(
      expect.arrayContaining([
        'genesis-api',
        'genesis-worker',
        'node-exporter',
        'blackbox-exporter',
        'alertmanager',
      ]),
    );
    expect(hosts.filter((host) => !Object.hasOwn(services, String(host)))).toEqual([]);
  });

  it('has a module for what it asks the blackbox exporter', () => {
    const { modules } = z
      .object({ modules: z.record(z.string(), z.unknown()) })
      .parse(parse(readFileSync(path.join(MONITORING, 'blackbox/blackbox.yml'), 'utf8')));
    const asked = [
      ...readFileSync(path.join(PROMETHEUS, 'prometheus.yml'), 'utf8').matchAll(/module: \[(\w+)\]/g),
    ];
    expect(asked.map(([, name]) => name)).toEqual(Object.keys(modules));
  });
});

describe('the alerts', () => {
  it.each(Object.entries(SPECIFIED))('have what the specification asks for: %s', (_, wanted) => {
    expect(names).toEqual(expect.arrayContaining([...wanted]));
  });

  it.each(names)('%s is tested: it fires, after a time, and is quiet', (name) => {
    const own = tests.filter((test) => test.alert_rule_test.some(({ alertname }) => alertname === name));
    const fires = (test: (typeof own)[number]) =>
      test.alert_rule_test.some(({ exp_alerts }) => exp_alerts.length > 0);
    const isQuiet = (test: (typeof own)[number]) =>
      test.alert_rule_test.every(({ exp_alerts }) => exp_alerts.length === 0);
    expect(own.every((test) => test.name.startsWith(`${name} `))).toBe(true);
    expect(own.filter(fires).length).toBeGreaterThan(0);
    // A test that fires also says when it does not yet.
    const firing = own.find(fires);
    expect(firing?.alert_rule_test.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
    expect(own.filter(isQuiet).length).toBeGreaterThan(0);
  });

  it('each have a runbook, and each runbook an alert', () => {
    const pages = readdirSync(RUNBOOKS).filter((name) => name !== 'README.md');
    // What is done on a chosen day has a page too, and no alert.
    const ofAlerts = pages.filter((name) => /^[A-Z]/.test(name));
    expect(ofAlerts.sort()).toEqual(names.map((name) => `${name}.md`));
    for (const { alert, annotations } of alerts) {
      expect(annotations.runbook_url).toBe(`docs/runbooks/${alert}.md`);
      expect(existsSync(path.join(ROOT, annotations.runbook_url))).toBe(true);
    }
    const index = readFileSync(path.join(RUNBOOKS, 'README.md'), 'utf8');
    expect([...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, page]) => page).sort()).toEqual(pages.sort());
  });

  it.each(names)('%s has a runbook that tells what to look at and when it is over', (name) => {
    const page = readFileSync(path.join(RUNBOOKS, `${name}.md`), 'utf8');
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([name, 'Means', 'How bad', 'Look first', 'Do', 'Over when']);
  });

  it('silence each other only within one installation', () => {
    const { inhibit_rules: rulesOfSilence } = z
      .looseObject({ inhibit_rules: z.array(z.looseObject({ equal: z.array(z.string()).optional() })) })
      .parse(parse(readFileSync(path.join(MONITORING, 'alertmanager/alertmanager.yml'), 'utf8')));
    expect(rulesOfSilence.length).toBeGreaterThan(0);
    for (const { equal } of rulesOfSilence) {
      expect(equal).toEqual(expect.arrayContaining(['environment', 'namespace']));
    }
    // What `absent` says has this label from here only.
    const { global, scrape_configs: jobs } = z
      .looseObject({
        global: z.looseObject({ external_labels: z.object({ environment: z.string() }) }),
        scrape_configs: z.array(z.looseObject({ relabel_configs: z.array(z.looseObject({})) })),
      })
      .parse(parse(readFileSync(path.join(PROMETHEUS, 'prometheus.yml'), 'utf8')));
    for (const { relabel_configs: relabelings } of jobs) {
      expect(relabelings).toContainEqual({
        target_label: 'environment',
        replacement: global.external_labels.environment,
      });
    }
  });

  it('are known to each other where one silences another', () => {
    const text = readFileSync(path.join(MONITORING, 'alertmanager/alertmanager.yml'), 'utf8');
    const named = [...text.matchAll(/alertname=~?"([\w|]+)"/g)].flatMap(([, list = '']) => list.split('|'));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('the configuration of Alertmanager', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'genesis-alertmanager-'));
  const file = path.join(folder, 'alertmanager.yml');
  beforeAll(() => {
    // Debian's Alertmanager is older than the container's, and does not read an address from a file yet.
    const shipped = readFileSync(path.join(MONITORING, 'alertmanager/alertmanager.yml'), 'utf8');
    expect(shipped.match(/url_file: \/run\/secrets\/\w+/g)).toHaveLength(1);
    writeFileSync(file, shipped.replace(/url_file: \S+/, 'url: http://receiver.invalid/'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is one that Alertmanager takes', async () => {
    expect(await run('amtool', ['check-config', file])).toMatchObject({ code: 0 });
  });

  it.each(['critical', 'warning'])('tells somebody of what is %s', async (severity) => {
    const args = ['config', 'routes', 'test', `--config.file=${file}`, `severity=${severity}`];
    expect(await run('amtool', args)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^operators\n/),
    });
  });
});

describe('what api and worker expose', () => {
  let installation: Installation;
  let api: string;
  let worker: string;
  let fresh: string;

  beforeAll(async () => {
    installation = await Installation.create(configuredStores(), {
      OPENAI_API_KEY: 'sk-of-the-test-that-nobody-is-asked-with',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    });
    const processes = await Promise.all([installation.startApi(), installation.startWorker()]);
    fresh = (await Promise.all(processes.map(exposed))).join('\n');
    const person = await installation.client().signUp();
    const { brief_id } = await person.generate({
      business_brief: FRENCH_IDEAS[0]?.brief ?? {},
      language: 'fr',
    });
    await person.untilSettled(brief_id, 60_000);
    [api = '', worker = ''] = await Promise.all(processes.map(exposed));
  }, START_MS);
  afterAll(() => installation.close(), START_MS);

  async function exposed(process: ServiceProcess): Promise<string> {
    const { port } = await process.untilLogged('metrics listen');
    const answer = await fetch(`http://127.0.0.1:${String(port)}/metrics`);
    expect(answer.status).toBe(200);
    return answer.text();
  }

  const known = new Set([...recorded, ...OF_EXPORTERS, ...ONCE_THERE_WAS_ONE]);
  const isThere = (name: string) =>
    known.has(name) || new RegExp(`^${name}[{ ]`, 'm').test(`${api}\n${worker}`);

  it.each(['api', 'worker'])('is named as Prometheus wants it: %s', async (which) => {
    const { code, output } = await run('promtool', ['check', 'metrics'], {
      input: which === 'api' ? api : worker,
    });
    expect(output.split('\n').filter((line) => line !== '' && !BADLY_NAMED.test(line))).toEqual([]);
    // 3: only names were objected to.
    expect([0, 3]).toContain(code);
  });

  it('has every metric that a rule asks for', () => {
    const asked = [...new Set(rules.flatMap(({ expr }) => metricsIn(expr)))];
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => !isThere(name))).toEqual([]);
  });

  it('has every metric that a runbook asks for, in expressions that Prometheus takes', async () => {
    const queries = blocksOf('promql').flatMap(([page, text]) =>
      text
        .trim()
        .split('\n')
        .map((expr) => ({ page, expr })),
    );
    expect(queries.length).toBeGreaterThan(names.length);
    const isKnown = (name: string) => name === 'ALERTS' || isThere(name);
    expect(queries.filter(({ expr }) => !metricsIn(expr).every(isKnown))).toEqual([]);
    const rulesOf = queries.map(({ expr }, n) => ({ record: `runbook:${n}:query`, expr }));
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'genesis-runbooks-')), 'rules.yml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'runbooks', rules: rulesOf }] }));
    const checked = await run('promtool', ['check', 'rules', file]);
    rmSync(path.dirname(file), { recursive: true });
    expect(checked).toMatchObject({ code: 0 });
  });

  it('stands on tables that the runbooks ask rightly', async () => {
    const statements = blocksOf('sql').flatMap(([, text]) =>
      text.split(';').filter((each) => each.trim() !== ''),
    );
    expect(statements.length).toBeGreaterThan(5);
    for (const statement of statements) {
      const { rows } = await installation.db.query<{ readonly plan: string }>(`EXPLAIN ${statement}`);
      expect([statement, rows.length]).toEqual([statement, expect.any(Number)]);
    }
  });

  it.each([
    'genesis_ai_requests_total{method="POST",endpoint="/api/v1/coaching/step",status="500"} 0',
    'genesis_ai_runs_total{status="failed"} 0',
    'genesis_ai_agent_runs_total{agent="content",status="fallback"} 0',
    'genesis_ai_provider_calls_total{provider="openai",capability="llm",outcome="quota_exhausted"} 0',
    'genesis_ai_coaching_answers_total{step="vision",outcome="accepted"} 0',
    'genesis_ai_budget_refusals_total{scope="service"} 0',
    'genesis_ai_quota_refusals_total{plan="trial"} 0',
    'genesis_ai_webhooks_total{outcome="given_up"} 0',
    'genesis_ai_publications_total{host="folder",status="failed"} 0',
  ])('begins with 0, so that the first one counts: %s', (line) => {
    expect(fresh.split('\n')).toContain(line);
  });

  it('has no label with an id, an address or a path', () => {
    for (const text of [api, worker]) {
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/);
      expect(text).not.toMatch(/@|business\/brief\/[0-9a-f]/);
    }
  });
});
