import { queryPrepared } from '@genesis/database';
import type { JsonObject } from '@genesis/kernel';
import { Signals } from '@genesis/queue';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EventType } from './entities/run-event.entity.js';

/** Topic that wakes readers of a brief's events; the message is the number of the last event. */
export const eventsTopic = (briefId: string): string => `events:${briefId}`;

export interface BriefEvent {
  /** 1, 2, 3… over the brief's life. */
  readonly id: number;
  readonly runId: string;
  readonly type: EventType;
  readonly at: Date;
  readonly agent: string | null;
  readonly data: JsonObject;
}

/** Reads a brief's durable log. Redis only tells that there is something to read. */
@Injectable()
export class RunEvents {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signals: Signals,
  ) {}

  /** Events after `after` (exclusive), oldest first, at most `limit`. */
  async list(briefId: string, after: number, limit: number): Promise<readonly BriefEvent[]> {
    return queryPrepared<BriefEvent>(
      this.dataSource.manager,
      `SELECT seq AS id, run_id AS "runId", type, at, agent, data FROM run_event
        WHERE brief_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [briefId, after, limit],
    );
  }

  /** Calls `onNews` when there may be new events; a call may be missing, so look now and then as well.
   *  @returns a function that ends it. */
  listen(briefId: string, onNews: () => void): () => void {
    return this.signals.listen(eventsTopic(briefId), onNews);
  }
}
