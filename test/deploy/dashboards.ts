import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { MONITORING } from './prometheus-server.js';

const FOLDER = path.join(MONITORING, 'grafana/dashboards');

const datasourceSchema = z.strictObject({ type: z.string(), uid: z.string() });
const linkSchema = z.looseObject({ title: z.string().min(1), url: z.string() });
const querySchema = z.looseObject({
  refId: z.string(),
  datasource: datasourceSchema,
  expr: z.string().min(1),
  legendFormat: z.string(),
  /** Asked for the last moment, or for every step of the shown period. */
  instant: z.boolean(),
  range: z.boolean(),
});

const gridSchema = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
const rowSchema = z.looseObject({
  id: z.int(),
  type: z.literal('row'),
  title: z.string().min(1),
  gridPos: gridSchema,
  panels: z.array(z.never()),
});
/** What Grafana calls a panel. Those that it has given up (graph, singlestat, table-old, grafana-piechart-panel…) are none
 *  of these. Source: Grafana documentation, "Visualizations". */
const panelSchema = z.looseObject({
  id: z.int(),
  type: z.enum(['timeseries', 'stat', 'bargauge', 'table', 'heatmap', 'state-timeline']),
  title: z.string().min(1),
  description: z.string().min(10),
  datasource: datasourceSchema,
  gridPos: gridSchema,
  fieldConfig: z.looseObject({
    defaults: z.looseObject({
      unit: z.string().min(1),
      thresholds: z
        .looseObject({ steps: z.array(z.strictObject({ color: z.string(), value: z.number().nullable() })) })
        .optional(),
    }),
    overrides: z.array(z.unknown()),
  }),
  options: z.looseObject({}),
  links: z.array(linkSchema).default([]),
  targets: z.array(querySchema).min(1),
});
type Panel = z.infer<typeof panelSchema>;

const variableSchema = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('query'),
    name: z.string(),
    label: z.string(),
    datasource: datasourceSchema,
    definition: z.string(),
    query: z.looseObject({ query: z.string() }),
    includeAll: z.literal(true),
    allValue: z.string(),
  }),
  z.looseObject({ type: z.literal('textbox'), name: z.string(), label: z.string(), query: z.string() }),
  z.looseObject({ type: z.literal('constant'), name: z.string(), label: z.string(), query: z.string() }),
]);
type Variable = z.infer<typeof variableSchema>;

const annotationSchema = z.looseObject({
  datasource: datasourceSchema,
  name: z.string(),
  target: z.looseObject({ expr: z.string().optional() }).optional(),
});

const dashboardSchema = z.looseObject({
  uid: z.string().regex(/^[a-z-]{1,40}$/),
  title: z.string().min(1),
  description: z.string().min(10),
  tags: z.array(z.string()),
  schemaVersion: z.int(),
  panels: z.array(z.discriminatedUnion('type', [rowSchema, panelSchema])),
  templating: z.strictObject({ list: z.array(variableSchema) }),
  annotations: z.strictObject({ list: z.array(annotationSchema) }),
  links: z.array(linkSchema),
});
type DashboardJson = z.infer<typeof dashboardSchema>;

/** An expression as Prometheus gets it, and where it stands. */
export interface ShownQuery {
  /** Dashboard, panel and letter. */
  readonly place: string;
  readonly expression: string;
  readonly isInstant: boolean;
}

/** What Grafana puts in the place of its own variables. */
export interface ShownPeriod {
  /** `$__rate_interval`, as a duration. */
  readonly rateInterval: string;
  /** `$__range`, as a duration. */
  readonly range: string;
  /** `$__interval`, as a duration. */
  readonly interval: string;
}

/** One file that Grafana imports. */
export class Dashboard {
  private constructor(
    readonly file: string,
    readonly json: DashboardJson,
  ) {}

  /** All of them. @throws ZodError for one that is not in the form of these schemas */
  static all(): readonly Dashboard[] {
    return readdirSync(FOLDER)
      .filter((name) => name.endsWith('.json'))
      .map((name) => {
        const json: unknown = JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8'));
        return new Dashboard(name, dashboardSchema.parse(json));
      });
  }

  /** Without the titles of its rows. */
  get panels(): readonly Panel[] {
    return this.json.panels.filter((panel) => panel.type !== 'row');
  }

  get variables(): readonly Variable[] {
    return this.json.templating.list;
  }

  /** Queries of panels and annotations, with every variable at "All". @throws Error naming a variable that is not there */
  queries(period: ShownPeriod): readonly ShownQuery[] {
    const panels = this.panels.flatMap(({ title, targets }) =>
      targets.map(({ refId, expr, instant }) => ({
        place: `${this.file}: ${title}, ${refId}`,
        expression: this.filledIn(expr, period),
        isInstant: instant,
      })),
    );
    const annotations = this.json.annotations.list.flatMap(({ name, target }) =>
      target?.expr === undefined
        ? []
        : [
            {
              place: `${this.file}: annotation ${name}`,
              expression: this.filledIn(target.expr, period),
              isInstant: false,
            },
          ],
    );
    return [...panels, ...annotations];
  }

  /** Puts the values of variables into a text, as Grafana does. */
  filledIn(text: string, period: ShownPeriod): string {
    const values = new Map<string, string>([
      ['__rate_interval', period.rateInterval],
      ['__range', period.range],
      ['__interval', period.interval],
      ...this.variables.map((variable): [string, string] => [
        variable.name,
        variable.type === 'query' ? variable.allValue : variable.query,
      ]),
    ]);
    return text.replace(
      /\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g,
      (_match, braced?: string, bare?: string) => {
        const name = braced ?? bare ?? '';
        const value = values.get(name);
        if (value === undefined) throw new Error(`${this.file} has no variable ${name}: ${text}`);
        return value;
      },
    );
  }
}

/** Words of PromQL that are not names of metrics. */
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'start', 'end']);
const NOT_METRICS = [
  /"(?:[^"\\]|\\.)*"/g,
  /\{[^{}]*\}/g,
  /\[[^\]]*\]/g,
  /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/g,
];

/** Names of the metrics in an expression. */
export function metricsIn(expression: string): readonly string[] {
  const bare = NOT_METRICS.reduce((text, pattern) => text.replace(pattern, ' '), expression);
  const names = [...bare.matchAll(/(?<![\w:.])[A-Za-z_:][\w:]*(?!\s*\(|[\w:])/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !WORDS.has(name.toLowerCase()));
}

/** The name of a metric of which this is a series: a histogram has one name, and three that are queried. */
export function withoutSuffix(name: string): string {
  return name.replace(/_(?:bucket|sum|count)$/, '');
}

/** Names of metrics with what stands in braces behind them; what has no braces has `{}`. */
export function selectorsIn(expression: string): readonly string[] {
  const names = new Set(metricsIn(expression));
  const found = [...expression.matchAll(/([A-Za-z_:][\w:]*)(\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})?/g)];
  return [
    ...new Set(
      found.filter(([, name = '']) => names.has(name)).map(([, name, braces = '{}']) => `${name}${braces}`),
    ),
  ];
}
