import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { Dashboard, metricsIn, withoutSuffix } from './dashboards.js';
import { MONITORING, shippedConfig } from './prometheus-server.js';

const PROVISIONING = path.join(MONITORING, 'grafana/provisioning');
const RULES = path.join(MONITORING, 'prometheus/rules');
const RUNBOOKS = path.resolve(import.meta.dirname, '../../docs/runbooks');
/** What Grafana 13 writes; an older one is migrated when it is read. Source: @grafana/schema 13.2, `defaultDashboard`. */
const SCHEMA_VERSION = 42;
const PERIOD = { rateInterval: '1m', range: '6h', interval: '30s' };
const COLUMNS = 24;
/** Units of Grafana that are used. Source: Grafana, `packages/grafana-data/src/valueFormats/categories.ts`. */
const UNITS = ['none', 'short', 'percentunit', 's', 'bytes', 'reqps', 'cps', 'cpm', 'currencyUSD'];

/** Metrics that the deployment specification names in its section 8. */
const SPECIFIED = [
  'genesis_ai_requests_total',
  'genesis_ai_request_duration_seconds',
  'genesis_ai_agent_runs_total',
  'genesis_ai_agent_duration_seconds',
  'genesis_ai_provider_calls_total',
  'genesis_ai_provider_tokens_total',
  'genesis_ai_provider_cost_usd_total',
  'genesis_ai_generation_duration_seconds',
  'genesis_ai_coaching_answers_total',
  'genesis_ai_sessions',
  'genesis_ai_quota_refusals_total',
  'genesis_ai_queue_jobs',
  'genesis_ai_dependency_up',
  'genesis_ai_build_info',
  'nodejs_eventloop_lag_p99_seconds',
  'nodejs_heap_size_used_bytes',
  'nodejs_active_handles_total',
] as const;

const dashboards = Dashboard.all();
const panels = dashboards.flatMap(({ file, panels: own }) => own.map((panel) => ({ file, ...panel })));

function yamlOf(...segments: readonly string[]): unknown {
  return parse(readFileSync(path.join(...segments), 'utf8'));
}

function shownMetrics(): ReadonlySet<string> {
  const queries = dashboards.flatMap((dashboard) => dashboard.queries(PERIOD));
  return new Set(queries.flatMap(({ expression }) => metricsIn(expression)).map(withoutSuffix));
}

function ruleMetrics(): readonly string[] {
  const rulesSchema = z.looseObject({
    groups: z.array(
      z.looseObject({ rules: z.array(z.looseObject({ expr: z.union([z.string(), z.number()]) })) }),
    ),
  });
  return readdirSync(RULES)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => rulesSchema.parse(yamlOf(RULES, name)).groups)
    .flatMap(({ rules }) => rules.flatMap(({ expr }) => metricsIn(String(expr))))
    .map(withoutSuffix);
}

describe('the dashboards of Grafana', () => {
  it('are the five that operators were promised, with names that links can rely on', () => {
    expect(Object.fromEntries(dashboards.map(({ file, json }) => [file, json.uid]))).toEqual({
      'coaching.json': 'genesis-coaching',
      'generation.json': 'genesis-generation',
      'infrastructure.json': 'genesis-infrastructure',
      'overview.json': 'genesis-overview',
      'providers.json': 'genesis-providers',
    });
    expect(new Set(dashboards.map(({ json }) => json.title)).size).toBe(dashboards.length);
    for (const { json } of dashboards) {
      expect(json).toMatchObject({ schemaVersion: SCHEMA_VERSION, tags: ['genesis-ai'] });
      expect(json).not.toHaveProperty('id');
      expect(json).not.toHaveProperty('__inputs');
    }
  });

  it('are where the provisioning looks for them, and ask the data source that it makes', () => {
    const sources = z
      .object({
        datasources: z.array(
          z.looseObject({ uid: z.string(), jsonData: z.looseObject({ timeInterval: z.string() }) }),
        ),
      })
      .parse(yamlOf(PROVISIONING, 'datasources/prometheus.yml')).datasources;
    expect(sources).toHaveLength(1);
    const [source] = sources;
    expect(source).toMatchObject({ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true });
    // Or rates are made of too few samples.
    expect(source?.jsonData.timeInterval).toBe(shippedConfig().global.scrape_interval);

    const used = dashboards.flatMap(({ json, panels: own, variables }) => [
      ...own.flatMap(({ datasource, targets }) => [
        datasource,
        ...targets.map((target) => target.datasource),
      ]),
      ...variables.flatMap((variable) => (variable.type === 'query' ? [variable.datasource] : [])),
      ...json.annotations.list.map(({ datasource }) => datasource),
    ]);
    expect(new Set(used.map(({ uid }) => uid))).toEqual(new Set([source?.uid, '-- Grafana --']));

    const { providers } = z
      .object({ providers: z.array(z.looseObject({ options: z.looseObject({ path: z.string() }) })) })
      .parse(yamlOf(PROVISIONING, 'dashboards/genesis-ai.yml'));
    const mounts = z
      .looseObject({ services: z.looseObject({ grafana: z.looseObject({ volumes: z.array(z.string()) }) }) })
      .parse(yamlOf(MONITORING, '../../docker-compose.yml')).services.grafana.volumes;
    expect(mounts).toEqual(
      expect.arrayContaining([
        './docker/monitoring/grafana/provisioning:/etc/grafana/provisioning:ro',
        `./docker/monitoring/grafana/dashboards:${providers[0]?.options.path}:ro`,
      ]),
    );
  });

  it('explain every panel, and give every number a unit', () => {
    expect(panels.length).toBeGreaterThan(80);
    for (const { file, title, description, fieldConfig } of panels) {
      expect([file, title, description]).toEqual([file, title, expect.stringMatching(/[.?]$/)]);
      expect([title, UNITS]).toEqual([title, expect.arrayContaining([fieldConfig.defaults.unit])]);
    }
  });

  it('have no panel on top of another one', () => {
    for (const { file, json } of dashboards) {
      const ids = json.panels.map(({ id }) => id);
      expect([file, new Set(ids).size]).toEqual([file, ids.length]);
      const cells = json.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        expect(x + w).toBeLessThanOrEqual(COLUMNS);
        return Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`);
      });
      expect([file, new Set(cells).size]).toEqual([file, cells.length]);
    }
  });

  it('ask either for a moment or for a period, each query with a letter of its own', () => {
    for (const { title, targets } of panels) {
      expect([title, new Set(targets.map(({ refId }) => refId)).size]).toEqual([title, targets.length]);
      for (const { instant, range } of targets) expect([title, instant]).toEqual([title, !range]);
    }
  });

  it('raise thresholds step by step from a colour that has no bound', () => {
    for (const { title, fieldConfig } of panels) {
      const values = fieldConfig.defaults.thresholds?.steps.map(({ value }) => value) ?? [null];
      expect([title, values[0]]).toEqual([title, null]);
      const bounds = values.slice(1).map(Number);
      expect([title, bounds]).toEqual([title, [...bounds].sort((a, b) => a - b)]);
    }
  });

  it('link to runbooks that exist', () => {
    const pages = new Set(readdirSync(RUNBOOKS));
    const linked = panels.flatMap(({ title, links }) => links.map(({ url }) => ({ title, url })));
    expect(linked.length).toBeGreaterThan(20);
    for (const { title, url } of linked) {
      const [, page = ''] = /^\$\{runbooks\}\/([A-Za-z]+\.md)$/.exec(url) ?? [];
      expect([title, url, pages.has(page)]).toEqual([title, url, true]);
    }
  });

  it('show, with the alerts, every metric that the specification names', () => {
    const watched = new Set([...shownMetrics(), ...ruleMetrics()]);
    expect(SPECIFIED.filter((name) => !watched.has(name))).toEqual([]);
  });
});

describe('the reader of expressions', () => {
  it.each([
    ['sum by (le, job) (rate(a_bucket{x="b{c}", y=~"d.*"}[5m])) > 0 or vector(0)', ['a_bucket']],
    [
      'genesis:a:b{c="d"} / on (e) group_left (f) up offset 5m unless ALERTS == bool 1',
      ['genesis:a:b', 'up', 'ALERTS'],
    ],
    ['histogram_quantile(0.9, sum(rate(c[1m])) by (le)) and time() - d > 3e5', ['c', 'd']],
  ])('finds the metrics of %s', (expression, names) => {
    expect(metricsIn(expression)).toEqual(names);
  });
});
