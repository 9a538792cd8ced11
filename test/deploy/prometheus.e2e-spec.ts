import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/harness/wait-for.js';
import { Dashboard, metricsIn, selectorsIn, type ShownQuery, withoutSuffix } from './dashboards.js';
import { MonitoredService } from './monitored-service.js';
import { type PrometheusRule, type Series, shippedConfig, type TimeRange } from './prometheus-server.js';
import { ServiceTraffic } from './service-traffic.js';

const START_MS = 180_000;
/** What is counted in the database is counted once a minute. */
const SETTLED_S = 75;
const SETTLED_MS = (SETTLED_S + 30) * 1_000;
/** As in Grafana: no less than four scrapes make a rate. */
const PERIOD = { rateInterval: '15s', range: '5m', interval: '5s' };
const STEP_S = 2;
/** Looks back over the whole test. */
const WHOLE = '[10m]';

const dashboards = Dashboard.all();
const nowS = (): number => Date.now() / 1_000;

describe('a Prometheus that scrapes a service at work', () => {
  let service: MonitoredService;
  let stop = (): Promise<void> => Promise.resolve();
  let shown: TimeRange;
  /** What has no data until then has none. */
  let settledBy = 0;
  let alertsWhileWell: readonly PrometheusRule[];

  beforeAll(async () => {
    const from = nowS();
    service = await MonitoredService.start();
    stop = () => service.stop();
    const traffic = new ServiceTraffic(service);
    await traffic.healthy();
    await service.untilScraped();
    alertsWhileWell = await alerts();
    await traffic.failing();
    await traffic.untilQuiet();
    await traffic.recovered();
    settledBy = nowS() + SETTLED_S;
    shown = { from, to: from + START_MS / 1_000 };
  }, START_MS);
  afterAll(() => stop(), START_MS);

  const ofType = async (type: PrometheusRule['type']) =>
    (await service.prometheus.rules()).filter((rule) => rule.type === type);
  const alerts = () => ofType('alerting');

  const hasData = (series: readonly Series[]): boolean => series.some(({ values }) => values.length > 0);

  async function answers({ expression, isInstant }: ShownQuery): Promise<boolean> {
    const { prometheus } = service;
    if (isInstant) return hasData(await prometheus.query(expression));
    return hasData(await prometheus.queryRange(expression, { ...shown, to: nowS() }, STEP_S));
  }

  /** Those of the expressions that stay without a number. @throws what Prometheus says of one that it does not take */
  async function withoutData(queries: readonly ShownQuery[]): Promise<readonly string[]> {
    let missing = queries;
    await waitFor(
      async () => {
        const had = await Promise.all(missing.map(answers));
        missing = missing.filter((_query, n) => !had[n]);
        return missing.length === 0 || nowS() > settledBy;
      },
      { timeoutMs: SETTLED_MS, everyMs: 1_000, what: 'an answer to every query' },
    );
    return missing.map(({ place, expression }) => `${place}: ${expression}`);
  }

  it('reaches every target of every job', async () => {
    const targets = await service.prometheus.targets();
    expect(targets.filter(({ health }) => health !== 'up')).toEqual([]);
    const jobs = new Set(targets.map(({ labels }) => labels.job));
    expect([...jobs].sort()).toEqual(
      shippedConfig()
        .scrape_configs.map(({ job_name }) => job_name)
        .sort(),
    );
    expect(targets.filter(({ labels }) => labels.job === 'genesis-worker')).toHaveLength(2);
  });

  it.each(dashboards.map((dashboard) => [dashboard.json.title, dashboard] as const))(
    'has data for every query of %s',
    async (_title, dashboard) => {
      expect(await withoutData(dashboard.queries(PERIOD))).toEqual([]);
    },
    SETTLED_MS,
  );

  it(
    'knows series for everything that dashboards and rules select',
    async () => {
      const rules = await service.prometheus.rules();
      const expressions = [
        ...dashboards.flatMap((dashboard) => dashboard.queries(PERIOD)),
        ...rules.map(({ name, query }) => ({ place: name, expression: query })),
      ];
      const selectors = new Map(
        expressions.flatMap(({ place, expression }) =>
          selectorsIn(expression).map((selector): [string, string] => [selector, place]),
        ),
      );
      expect(selectors.size).toBeGreaterThan(60);
      const unknown = await withoutData(
        [...selectors].map(([selector, place]) => ({
          place,
          expression: `last_over_time(${selector}${WHOLE})`,
          isInstant: true,
        })),
      );
      expect(unknown).toEqual([]);
    },
    SETTLED_MS,
  );

  it('counts what people, the platform and vendors did', async () => {
    const counted = async (expression: string): Promise<Record<string, number>> =>
      Object.fromEntries(
        (await service.prometheus.query(expression)).map(({ labels, values: [value = NaN] }) => [
          Object.values(labels).join(' '),
          value,
        ]),
      );
    const passed = 'genesis_ai_coaching_answers_total{outcome=~"accepted|weak|skipped", step!="synthesis"}';
    // Three people went through, and one gave up.
    expect(await counted(`sum by (step) (${passed})`)).toEqual({
      vision: 4,
      mission: 4,
      clientele: 4,
      differentiation: 3,
      offre: 3,
    });
    expect(await counted('sum by (status) (genesis_ai_publications_total)')).toEqual({
      published: 1,
      failed: 3,
    });
    expect(await counted('sum by (plan) (genesis_ai_quota_refusals_total) > 0')).toEqual({ pro: 1 });
    expect(await counted('sum by (status) (genesis_ai_runs_total{status=~"cancelled|failed"})')).toEqual({
      cancelled: 1,
      failed: 1,
    });
  });

  it('scrapes nothing of ours that no dashboard and no rule asks for', async () => {
    const names = await service.prometheus.labelValues('__name__', '{job=~"genesis-.+"}');
    const rules = await service.prometheus.rules();
    const asked = new Set(
      [
        ...dashboards.flatMap((dashboard) => dashboard.queries(PERIOD).map(({ expression }) => expression)),
        ...rules.map(({ query }) => query),
      ].flatMap((expression) => metricsIn(expression).map(withoutSuffix)),
    );
    const ours = [...new Set(names.map(withoutSuffix))].filter((name) => name.startsWith('genesis_ai_'));
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter((name) => !asked.has(name))).toEqual([]);
  });

  it('has values for every variable of a dashboard', async () => {
    const asked = dashboards.flatMap((dashboard) =>
      dashboard.variables.flatMap((variable) =>
        variable.type === 'query' ? [{ dashboard, query: variable.query.query }] : [],
      ),
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const { dashboard, query } of asked) {
      const [, selector = '', label = ''] =
        /^label_values\((.+), (\w+)\)$/.exec(dashboard.filledIn(query, PERIOD)) ?? [];
      const values = await service.prometheus.labelValues(label, selector);
      expect([query, values]).toEqual([query, expect.arrayContaining([expect.any(String)])]);
    }
  });

  it(
    'evaluates every rule, and records something by each of those that record',
    async () => {
      const rules = await service.prometheus.rules();
      expect(rules.length).toBeGreaterThan(10);
      expect(
        rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => [name, lastError]),
      ).toEqual([]);
      const recorded = (await ofType('recording')).map(({ name }) => name);
      expect(recorded).not.toEqual([]);
      const missing = await withoutData(
        [...new Set(recorded)].map((name) => ({ place: name, expression: name, isInstant: false })),
      );
      expect(missing).toEqual([]);
    },
    SETTLED_MS,
  );

  it('raises no alert while all is well', () => {
    expect(alertsWhileWell.length).toBeGreaterThan(10);
    expect(
      alertsWhileWell.filter(({ state }) => state !== 'inactive').map(({ name, state }) => [name, state]),
    ).toEqual([]);
  });

  it('notices what goes wrong', async () => {
    const raised = (await alerts()).filter(({ state }) => state !== 'inactive').map(({ name }) => name);
    expect(raised).toEqual(
      expect.arrayContaining([
        'GenesisFailedRuns',
        'GenesisPartialBriefs',
        'GenesisProviderFailing',
        'GenesisProviderQuota',
      ]),
    );
    // Nothing of ours was ever away.
    const away = raised.filter((name) => /Down|NoWorker|Blind|Memory|Backup|Certificate/.test(name));
    expect(away).toEqual([]);
  });
});
