import { RunSettings } from '@genesis/config';
import { Metrics } from '@genesis/observability';
import { Injectable } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { ActiveRuns } from './active-runs.js';

const DELAY_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];

/** Tells how busy this worker is, and how long runs wait for one. */
@Injectable()
export class RunMetrics {
  private readonly startDelay: Histogram;

  constructor(metrics: Metrics, active: ActiveRuns, { workerConcurrency }: RunSettings) {
    const registers = [metrics.registry];
    const atWork = new Gauge({
      name: 'genesis_ai_runs_active',
      help: 'Runs that this worker carries: the slots that are taken.',
      registers,
      collect: () => {
        atWork.set(active.count);
      },
    });
    new Gauge({
      name: 'genesis_ai_run_slots',
      help: 'The most runs that this worker carries at once.',
      registers,
    }).set(workerConcurrency);
    this.startDelay = new Histogram({
      name: 'genesis_ai_run_start_delay_seconds',
      help: 'Time from the creation of a run to its first claim.',
      buckets: DELAY_SECONDS,
      registers,
    });
  }

  /** A run was claimed for the first time. */
  runStarted(delayMs: number): void {
    this.startDelay.observe(delayMs / 1_000);
  }
}
