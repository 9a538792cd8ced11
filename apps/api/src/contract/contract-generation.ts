import { BriefsService, ContractBriefs, type StartedRun } from '@genesis/briefs';
import { AuditLog, type AuthenticatedUser, Dc360People } from '@genesis/identity';
import { type Dc360Profile, Dc360Platform } from '@genesis/integrations';
import { AppError } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import type { RatePolicy } from '@genesis/rate-limits';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Preferences } from '../briefs/preferences.js';
import { RunWaiter } from '../briefs/run-waiter.js';
import { ideaOf } from './contract-idea.js';
import { ContractLinks } from './contract-links.js';
import { toGeneratedBrief } from './contract-presenter.js';
import { RequestLimits } from '../limits/request-limits.js';
import type { GeneratedBriefResponse } from './dto/contract.responses.js';
import type { GenerateForUserDto } from './dto/generate-for-user.dto.js';

export interface GenerationCall {
  /** Which route was called, as a part of the idempotency key's scope. */
  readonly route: string;
  readonly body: GenerateForUserDto;
  readonly idempotencyKey: string | null;
  readonly preferences: Preferences;
  readonly reply: FastifyReply;
}

/** Of one of the platform's users. Source: contract 1.0.0, limits. */
const GENERATIONS: RatePolicy = { name: 'generations', limit: 5, windowSeconds: 60 };

/** The profile is worth a moment, not the generation. */
const PROFILE_DEADLINE_MS = 4_000;
const LOOK_AFTER_SECONDS = '2';

/** Generates a brief in the name of one of DigitalCloud360's users, and waits for it unless the caller prefers not to. */
@Injectable()
export class ContractGeneration {
  private readonly logger = new Logger(ContractGeneration.name);

  constructor(
    private readonly people: Dc360People,
    private readonly platform: Dc360Platform,
    private readonly briefs: BriefsService,
    private readonly contract: ContractBriefs,
    private readonly waiter: RunWaiter,
    private readonly links: ContractLinks,
    private readonly context: RequestContext,
    private readonly audit: AuditLog,
    private readonly limits: RequestLimits,
  ) {}

  /** 201 with the finished brief; 202 with the same shape when it is not finished in time.
   *  @throws RateLimited; AppError GENERATION_FAILED (internal) when the run failed; FORBIDDEN for a disabled account;
   *  what `BriefsService.generate` throws */
  async generate(call: GenerationCall): Promise<GeneratedBriefResponse> {
    const calledAtMs = performance.now();
    await this.limits.count(call.reply, GENERATIONS, `dc360:${call.body.user_id}`);
    const profile = await this.profileOf(String(call.body.user_id));
    const owner = await this.ownerOf(call.body, profile);
    const run = await this.start(call, owner, profile);
    const { preferences, reply } = call;
    const hasEnded = await this.waiter.hasEndedInTime(run, owner.id, { preferences, reply, calledAtMs });
    return this.answer(run, hasEnded, reply);
  }

  private async answer(
    { briefId, runId }: StartedRun,
    hasEnded: boolean,
    reply: FastifyReply,
  ): Promise<GeneratedBriefResponse> {
    const answer = toGeneratedBrief(await this.contract.find(briefId), runId);
    if (!hasEnded) {
      reply
        .code(202)
        .header('location', this.links.status(briefId))
        .header('retry-after', LOOK_AFTER_SECONDS);
      return answer;
    }
    reply.header('location', this.links.brief(briefId));
    if (answer.status === 'failed') {
      throw new AppError({ code: 'GENERATION_FAILED', kind: 'internal', message: `run ${runId} failed` });
    }
    return answer;
  }

  private async start(
    { body, idempotencyKey, route }: GenerationCall,
    owner: AuthenticatedUser,
    profile: Dc360Profile | null,
  ): Promise<StartedRun> {
    const { brief, origin } = ideaOf(body, profile);
    return this.briefs.generate(
      {
        owner,
        idempotencyKey,
        requestId: this.context.requestId,
        // The profile may change between two tries of one call.
        asked: { scope: `dc360 POST ${route}`, body },
      },
      { brief, origin, language: body.language ?? null, source: 'dc360' },
    );
  }

  private async ownerOf(
    { user_id }: GenerateForUserDto,
    profile: Dc360Profile | null,
  ): Promise<AuthenticatedUser> {
    const owner = await this.people.userOf({
      dc360UserId: String(user_id),
      name: profile?.name ?? null,
      email: profile?.email ?? null,
      language: profile?.language,
      country: profile?.country,
      city: profile?.city,
    });
    if (owner) {
      const details = { what: 'generate' };
      await this.audit.record({ act: 'service_acted', subject: owner.id, actor: 'service:dc360', details });
      return owner;
    }
    throw new AppError({ code: 'FORBIDDEN', kind: 'forbidden', message: 'the account is disabled' });
  }

  /** Null where the platform does not know, or does not say: then the place stays unknown, and is asked for. */
  private async profileOf(dc360UserId: string): Promise<Dc360Profile | null> {
    if (!this.platform.isConfigured) return null;
    const { requestId } = this.context;
    try {
      return await this.platform.profile(dc360UserId, {
        signal: new AbortController().signal,
        callKey: `profile:${dc360UserId}`,
        deadlineMs: PROFILE_DEADLINE_MS,
        ...(requestId !== null && { requestId }),
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'profile not to be had: the brief is generated without a place');
      return null;
    }
  }
}
