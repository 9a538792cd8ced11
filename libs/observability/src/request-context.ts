import { Injectable } from '@nestjs/common';
import { ClsServiceManager } from 'nestjs-cls';
import { traceLogFields } from './tracing/trace-context.js';

/** Who a request is made for, as far as logs and error texts need to know. */
export interface ContextUser {
  /** The integer that logs show; see `user_id` in the log fields. */
  readonly legacyId: number;
  readonly language: string;
}

interface Correlation {
  readonly requestId: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly runId: string | null;
  readonly agent: string | null;
}

/** What a piece of work is for. */
export interface WorkIds {
  readonly requestId: string | null;
  /** Of the client, behind the proxies that are trusted; for the audit log, not for others. */
  readonly address?: string;
  /** As the client calls itself; for those whose device it is. */
  readonly userAgent?: string;
  readonly runId?: string;
  /** Whose task of the run it is. */
  readonly agent?: string;
}

// Symbols: in a text a dot makes a path, and what lies below it would be shared with the context outside.
const CORRELATION = Symbol('genesis.correlation');
const USER = Symbol('genesis.user');

/** What the current request or job is about. Follows every `await`; empty outside of one. */
@Injectable()
export class RequestContext {
  // The manager's service is a singleton: the logger reads it too, before any module exists.
  private readonly cls = ClsServiceManager.getClsService();

  get requestId(): string | null {
    return this.correlation?.requestId ?? null;
  }

  get address(): string | null {
    return this.correlation?.address ?? null;
  }

  get userAgent(): string | null {
    return this.correlation?.userAgent ?? null;
  }

  get runId(): string | null {
    return this.correlation?.runId ?? null;
  }

  get user(): ContextUser | null {
    return this.cls.isActive() ? (this.cls.get<ContextUser | undefined>(USER) ?? null) : null;
  }

  /** Does nothing outside of a request. */
  setUser(user: ContextUser): void {
    if (this.cls.isActive()) this.cls.set(USER, user);
  }

  /** Runs `work` in a context of its own, so that every log line of it carries these ids. */
  runWith<T>(ids: WorkIds, work: () => T): T {
    return this.cls.run(() => {
      const { requestId, address = null, userAgent = null, runId = null, agent = null } = ids;
      this.cls.set(CORRELATION, { requestId, address, userAgent, runId, agent } satisfies Correlation);
      return work();
    });
  }

  /** The fields that a log line of this context carries. */
  logFields(): Record<string, string | number> {
    const { correlation, user } = this;
    return {
      ...(correlation?.requestId && { request_id: correlation.requestId }),
      ...(correlation?.runId && { run_id: correlation.runId }),
      ...(correlation?.agent && { agent: correlation.agent }),
      ...(user && { user_id: user.legacyId }),
      ...traceLogFields(),
    };
  }

  private get correlation(): Correlation | null {
    return this.cls.isActive() ? (this.cls.get<Correlation | undefined>(CORRELATION) ?? null) : null;
  }
}
