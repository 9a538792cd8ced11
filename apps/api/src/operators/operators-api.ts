import { AppError, type JsonObject } from '@genesis/kernel';
import { MetricsServer, type OperatorAnswer, type OperatorCall } from '@genesis/observability';
import { WebhookLog } from '@genesis/publishing';
import {
  isActive,
  type OperatorAct,
  RunEvents,
  RunOperations,
  type RunReport,
  RunReports,
} from '@genesis/runs';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { FailedRunRetry } from './failed-run-retry.js';
import { choiceOf, countOf, idOf } from './operator-parameters.js';
import { toBriefEvent, toFailedWebhook, toRunReport, toStuckRun } from './operator-presenter.js';

const STUCK_FOR_S = { least: 0, most: 30 * 86_400, fallback: 60 };
const RUNS = { least: 1, most: 1_000, fallback: 100 };
const EVENTS = { least: 1, most: 1_000, fallback: 100 };
const WEBHOOKS = { least: 1, most: 1_000, fallback: 100 };
/** Numbers of events are 32-bit integers. */
const AFTER = { least: 0, most: 2_147_483_647, fallback: 0 };

type RunAct = (runId: string, call: OperatorCall) => Promise<JsonObject>;

/** What operators do and look at, on the metrics listener alone. Every change is one line in the log. */
@Injectable()
export class OperatorsApi implements OnModuleInit {
  private readonly logger = new Logger(OperatorsApi.name);

  constructor(
    private readonly server: MetricsServer,
    private readonly reports: RunReports,
    private readonly operations: RunOperations,
    private readonly retries: FailedRunRetry,
    private readonly events: RunEvents,
    private readonly webhooks: WebhookLog,
  ) {}

  onModuleInit(): void {
    this.reads('/operators/runs', (call) => this.stuckRuns(call));
    this.reads('/operators/runs/:runId', async (call) =>
      toRunReport(await this.reportOf(idOf(call, 'runId'))),
    );
    this.reads('/operators/briefs/:briefId/events', (call) => this.eventsOf(call));
    this.reads('/operators/webhooks', async (call) => {
      const failed = await this.webhooks.failed(countOf(call, 'limit', WEBHOOKS));
      return { items: failed.map(toFailedWebhook) };
    });
    this.acts('cancel', async (runId) => changed(await this.operations.cancel(runId)));
    this.acts('quarantine', async (runId) => changed(await this.operations.quarantine(runId)));
    this.acts('release', async (runId) => changed(await this.operations.release(runId)));
    this.acts('retry', (runId, call) => this.retry(runId, choiceOf(call, 'fallbacks')));
    this.changes('/operators/webhooks/replay', (call) => this.replayFailed(call));
    this.changes('/operators/webhooks/:eventId/replay', (call) => this.replay(call));
  }

  private async stuckRuns(call: OperatorCall): Promise<JsonObject> {
    const seconds = countOf(call, 'stuck_for_s', STUCK_FOR_S);
    const { runs, total } = await this.reports.stuck(seconds * 1_000, countOf(call, 'limit', RUNS));
    return { items: runs.map(toStuckRun), total };
  }

  private async eventsOf(call: OperatorCall): Promise<JsonObject> {
    const briefId = idOf(call, 'briefId');
    const after = countOf(call, 'after', AFTER);
    const events = await this.events.list(briefId, after, countOf(call, 'limit', EVENTS));
    if (events.length === 0 && (await this.events.list(briefId, 0, 1)).length === 0) {
      throw new AppError({ code: 'NOT_FOUND', kind: 'not_found', message: `brief ${briefId} has no events` });
    }
    return { items: events.map(toBriefEvent), next: events.at(-1)?.id ?? after };
  }

  /** What has failed is made anew; what is unfinished is taken up now. */
  private async retry(runId: string, withFallbacks: boolean): Promise<JsonObject> {
    const run = await this.reportOf(runId);
    if (isActive(run.status)) return changed(await this.operations.enqueueNow(runId));
    const started = await this.retries.retry(run, withFallbacks);
    return { changed: true, started_run_id: started.runId, agents: started.agents };
  }

  private async replay(call: OperatorCall): Promise<JsonObject> {
    const eventId = idOf(call, 'eventId');
    const hasChanged = await this.webhooks.replay(eventId);
    this.note('replay webhook', call, { event_id: eventId, changed: hasChanged });
    return { event_id: eventId, changed: hasChanged };
  }

  private async replayFailed(call: OperatorCall): Promise<JsonObject> {
    const count = await this.webhooks.replayFailed(countOf(call, 'limit', WEBHOOKS));
    this.note('replay failed webhooks', call, { count });
    return { changed: count > 0, count };
  }

  private async reportOf(runId: string): Promise<RunReport> {
    const run = await this.reports.find(runId);
    if (run) return run;
    throw new AppError({ code: 'NOT_FOUND', kind: 'not_found', message: `there is no run ${runId}` });
  }

  private acts(act: string, work: RunAct): void {
    this.changes(`/operators/runs/:runId/${act}`, async (call) => {
      const runId = idOf(call, 'runId');
      const answer = await work(runId, call);
      this.note(act, call, { run_id: runId, ...answer });
      return { run_id: runId, ...answer };
    });
  }

  private reads(path: `/${string}`, read: (call: OperatorCall) => Promise<JsonObject>): void {
    this.server.route({ method: 'GET', path, answer: async (call) => ok(await read(call)) });
  }

  private changes(path: `/${string}`, change: (call: OperatorCall) => Promise<JsonObject>): void {
    this.server.route({ method: 'POST', path, answer: async (call) => ok(await change(call)) });
  }

  /** A token has no name: where the call came from is all that is known of who it was. */
  private note(act: string, { remoteAddress }: OperatorCall, fields: JsonObject): void {
    this.logger.log({ act, remote_address: remoteAddress, ...fields }, 'operator acted');
  }
}

const ok = (body: JsonObject): OperatorAnswer => ({ status: 200, body });
const changed = ({ hasChanged }: OperatorAct): JsonObject => ({ changed: hasChanged });
