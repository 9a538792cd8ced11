import { Logger } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';

/** One series of a gauge and its value. */
export interface Measurement<Label extends string = string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
}

export interface MeasuredGaugeOptions<Label extends string> {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  /** How long a reading serves all scrapes. Default 15 s. */
  readonly keepMs?: number;
  /** A scrape does not wait longer for a reading. Default 1 s. */
  readonly limitMs?: number;
}

type Reading<Label extends string> = () => Promise<readonly Measurement<Label>[]>;

const KEEP_MS = 15_000;
const LIMIT_MS = 1_000;

/** A gauge that a store is asked for when somebody scrapes. A reading serves all scrapes for a while, there is one at a
 *  time, and a scrape waits for it for a moment only. What could not be read is absent: an old number would look like a
 *  new one. */
export class MeasuredGauge<Label extends string = never> {
  private readonly gauge: Gauge<Label>;
  private readonly sources: Source<Label>[] = [];

  constructor(private readonly options: MeasuredGaugeOptions<Label>) {
    const { registry, name, help, labelNames } = options;
    this.gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect: () => this.collect(),
    });
  }

  /** Adds a store that knows some of the series; one that is away takes no other's with it. */
  from(read: Reading<Label>): this {
    const { name, keepMs = KEEP_MS, limitMs = LIMIT_MS } = this.options;
    this.sources.push(new Source(read, { name, keepMs, limitMs }));
    return this;
  }

  private async collect(): Promise<void> {
    const measured = await Promise.all(this.sources.map((source) => source.measurements()));
    this.gauge.reset();
    // A gauge without labels is 0 after that.
    if (this.options.labelNames.length === 0) this.gauge.remove();
    for (const { labels, value } of measured.flat()) this.gauge.set(labels, value);
  }
}

interface SourceOptions {
  readonly name: string;
  readonly keepMs: number;
  readonly limitMs: number;
}

class Source<Label extends string> {
  private readonly logger = new Logger(MeasuredGauge.name);
  private underWay: Promise<void> | null = null;
  private latest: readonly Measurement<Label>[] = [];
  private readAtMs = -Infinity;
  private isFailing = false;

  constructor(
    private readonly read: Reading<Label>,
    private readonly options: SourceOptions,
  ) {}

  /** Never throws. */
  async measurements(): Promise<readonly Measurement<Label>[]> {
    if (!this.isFresh) {
      this.underWay ??= this.measure().finally(() => {
        this.underWay = null;
      });
      await atMost(this.options.limitMs, this.underWay);
    }
    return this.isFresh ? this.latest : [];
  }

  private get isFresh(): boolean {
    return performance.now() - this.readAtMs < this.options.keepMs;
  }

  private async measure(): Promise<void> {
    try {
      this.latest = await this.read();
      this.readAtMs = performance.now();
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.warn({ metric: this.options.name, err: error }, 'metric not measured');
      this.isFailing = true;
    }
  }
}

async function atMost(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
