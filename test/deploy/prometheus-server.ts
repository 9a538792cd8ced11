import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parse, stringify } from 'yaml';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { waitFor } from '../support/harness/wait-for.js';
import { operatorProgram, WatchedProgram } from './watched-program.js';

export const MONITORING = path.resolve(import.meta.dirname, '../../docker/monitoring');
const CONFIG_FOLDER = path.join(MONITORING, 'prometheus');

/** A test cannot wait for that of the container. A scrape may take as long, and a busy machine needs it. */
const INTERVAL = '2s';
const TIMEOUT_MS = 10_000;
const START_MS = 30_000;
const NUMBER = /^(?:[+-]?\d|[+-]Inf)/;

const relabelingSchema = z.looseObject({ target_label: z.string().optional() });
const jobSchema = z.looseObject({
  job_name: z.string(),
  relabel_configs: z.array(relabelingSchema).default([]),
  static_configs: z.unknown().optional(),
  file_sd_configs: z.array(z.looseObject({ files: z.array(z.string()) })).optional(),
});
const configSchema = z.looseObject({
  global: z.looseObject({ scrape_interval: z.string(), evaluation_interval: z.string() }),
  rule_files: z.array(z.string()),
  scrape_configs: z.array(jobSchema),
});
export type PrometheusConfig = z.infer<typeof configSchema>;
type Job = z.infer<typeof jobSchema>;

const sampleSchema = z.tuple([z.number(), z.string()]);
const labelsSchema = z.record(z.string(), z.string());
const resultSchema = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: labelsSchema, value: sampleSchema })),
  }),
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labelsSchema, values: z.array(sampleSchema) })),
  }),
  z.object({ resultType: z.literal('scalar'), result: sampleSchema }),
]);
const targetSchema = z.object({
  labels: labelsSchema,
  scrapeUrl: z.string(),
  health: z.string(),
  lastError: z.string(),
  /** ISO 8601. */
  lastScrape: z.string(),
});
export type PrometheusTarget = z.infer<typeof targetSchema>;
const ruleSchema = z.looseObject({
  type: z.enum(['alerting', 'recording']),
  name: z.string(),
  query: z.string(),
  health: z.string(),
  lastError: z.string().optional(),
  /** Of an alert. */
  state: z.string().optional(),
  labels: labelsSchema.optional(),
  annotations: labelsSchema.optional(),
});
export type PrometheusRule = z.infer<typeof ruleSchema>;

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Those that are numbers: NaN says nothing. */
  readonly values: readonly number[];
}

/** Seconds of the Unix epoch. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The configuration of the container. */
export function shippedConfig(): PrometheusConfig {
  return configSchema.parse(parse(readFileSync(path.join(CONFIG_FOLDER, 'prometheus.yml'), 'utf8')));
}

/** A real Prometheus with the shipped jobs, relabelings and rules; only targets and intervals are other ones. */
export class PrometheusServer {
  private constructor(
    private readonly url: string,
    private readonly program: WatchedProgram,
  ) {}

  /** @param targets host and port of what each job of the configuration shall scrape
   *  @param folder for its data @throws Error when a job has no target, or it does not start */
  static async start(
    targets: Readonly<Record<string, readonly string[]>>,
    folder: string,
  ): Promise<PrometheusServer> {
    const address = `127.0.0.1:${await findFreePort()}`;
    const file = path.join(folder, 'prometheus.yml');
    writeFileSync(file, stringify(configOf({ prometheus: [address], ...targets })));
    const program = new WatchedProgram(
      operatorProgram('prometheus', 'prometheus'),
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${path.join(folder, 'prometheus')}`,
        `--web.listen-address=${address}`,
      ],
      path.join(folder, 'prometheus.log'),
    );
    const server = new PrometheusServer(`http://${address}`, program);
    await waitFor(
      async () => {
        program.assertRunning();
        return (await fetch(`${server.url}/-/ready`)).ok;
      },
      { timeoutMs: START_MS, what: `Prometheus to be ready:\n${program.output}` },
    );
    return server;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  /** @throws Error with what Prometheus says about the expression */
  async query(expression: string, at?: number): Promise<readonly Series[]> {
    return seriesOf(await this.get('query', { query: expression, ...(at && { time: String(at) }) }));
  }

  /** As a panel asks: a value for each `step` seconds. @throws as above */
  async queryRange(expression: string, { from, to }: TimeRange, step: number): Promise<readonly Series[]> {
    return seriesOf(
      await this.get('query_range', {
        query: expression,
        start: String(from),
        end: String(to),
        step: String(step),
      }),
    );
  }

  /** Values of a label, in the series that a selector finds; of all where there is none. */
  async labelValues(label: string, selector: string | null): Promise<readonly string[]> {
    const matching: Record<string, string> = selector === null ? {} : { 'match[]': selector };
    return z.array(z.string()).parse(await this.get(`label/${label}/values`, matching));
  }

  async targets(): Promise<readonly PrometheusTarget[]> {
    const answer = z.object({ activeTargets: z.array(targetSchema) });
    return answer.parse(await this.get('targets', { state: 'active' })).activeTargets;
  }

  async rules(): Promise<readonly PrometheusRule[]> {
    const answer = z.object({ groups: z.array(z.object({ rules: z.array(ruleSchema) })) });
    return answer.parse(await this.get('rules', {})).groups.flatMap(({ rules }) => rules);
  }

  private async get(endpoint: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1/${endpoint}?${new URLSearchParams(parameters)}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = z
      .object({ data: z.unknown().optional(), error: z.string().optional() })
      .parse(await response.json());
    if (!response.ok) throw new Error(answer.error ?? `Prometheus answers ${response.status}`);
    return answer.data;
  }
}

function configOf(targets: Readonly<Record<string, readonly string[]>>): object {
  const shipped = shippedConfig();
  return {
    global: {
      ...shipped.global,
      scrape_interval: INTERVAL,
      scrape_timeout: INTERVAL,
      evaluation_interval: INTERVAL,
    },
    rule_files: shipped.rule_files.map((file) => path.join(CONFIG_FOLDER, file)),
    scrape_configs: shipped.scrape_configs.map((job) => jobOf(job, targets[job.job_name])),
  };
}

/** Whatever finds the targets of the job in the container is replaced by a list of ours; where an exporter is asked about
 *  them, the targets stay and the exporter is ours. */
function jobOf(job: Job, addresses: readonly string[] | undefined): object {
  if (addresses === undefined) throw new Error(`nothing of ours stands in for the job ${job.job_name}`);
  const kept = Object.fromEntries(
    Object.entries(job).filter(([name]) => !/^scrape_|_sd_configs$|^static_configs$/.test(name)),
  );
  const isAsked = job.relabel_configs.some(({ target_label }) => target_label === '__address__');
  if (!isAsked) return { ...kept, static_configs: [{ targets: addresses }] };
  return {
    ...kept,
    file_sd_configs: job.file_sd_configs?.map(({ files }) => ({
      files: files.map((file) => path.join(CONFIG_FOLDER, file)),
    })),
    static_configs: job.static_configs,
    relabel_configs: job.relabel_configs.map((relabeling) =>
      relabeling.target_label === '__address__' ? { ...relabeling, replacement: addresses[0] } : relabeling,
    ),
  };
}

function seriesOf(data: unknown): readonly Series[] {
  const answer = resultSchema.parse(data);
  const numbers = (texts: readonly string[]): number[] =>
    texts.filter((text) => NUMBER.test(text)).map(Number);
  switch (answer.resultType) {
    case 'scalar':
      return [{ labels: {}, values: numbers([answer.result[1]]) }];
    case 'vector':
      return answer.result.map(({ metric, value }) => ({ labels: metric, values: numbers([value[1]]) }));
    case 'matrix':
      return answer.result.map(({ metric, values }) => ({
        labels: metric,
        values: numbers(values.map(([, text]) => text)),
      }));
  }
}
