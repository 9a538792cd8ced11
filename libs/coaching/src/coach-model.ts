import { CoachSettings, ModelSettings } from '@genesis/config';
import { type ChatAnswer, type ChatModel, type ChatRequest, ProviderRegistry } from '@genesis/integrations';
import { AccountsService } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { Plans, UserCalls } from '@genesis/quota';
import { Injectable, Logger } from '@nestjs/common';

export interface CoachQuestion {
  /** Stable name of the call. */
  readonly callKey: string;
  readonly signal: AbortSignal;
  readonly requestId: string | null;
}

/** The model of one person's coach. */
export interface PersonalModel {
  /** @throws VendorError; budget_exhausted when the person's day is paid up */
  ask<T>(request: ChatRequest<T>, question: CoachQuestion): Promise<ChatAnswer<T>>;
}

/** Which model coaches whom: COACH_MODEL, else the first that answers of the person's plan. Paid from the person's day. */
@Injectable()
export class CoachModel {
  private readonly logger = new Logger(CoachModel.name);
  /** Undefined: as the plan says. */
  private readonly ownChat: ChatModel | null | undefined;

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly accounts: AccountsService,
    private readonly plans: Plans,
    private readonly calls: UserCalls,
    private readonly settings: CoachSettings,
    { coachModel }: ModelSettings,
  ) {
    this.ownChat = coachModel === null ? undefined : registry.chat(coachModel);
    if (this.ownChat === null) this.logger.warn('COACH_MODEL is not configured: the rules coach');
  }

  /** Null where the plan has no model, and for whom no plan is to be had: the rules coach everybody. */
  async of(personId: string): Promise<PersonalModel | null> {
    const giveUpAtMs = performance.now() + this.settings.timeoutMs;
    const chat = await this.chatOf(personId);
    if (!chat?.isConfigured) return null;
    const ledger = this.calls.ledgerOf(personId, 'coaching');
    return {
      ask: (request, { callKey, signal, requestId }) =>
        chat.generateStructured(request, {
          signal,
          callKey,
          deadlineMs: Math.max(1, giveUpAtMs - performance.now()),
          ledger,
          tenant: personId,
          ...(requestId !== null && { requestId }),
        }),
    };
  }

  private async chatOf(personId: string): Promise<ChatModel | null> {
    if (this.ownChat !== undefined) return this.ownChat;
    try {
      const { plan } = await this.plans.of(await this.accounts.activeUser(personId));
      return this.registry.forPlan(plan).chat;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.logger.warn({ code: error.code }, 'the rules coach: no plan is to be had');
      return null;
    }
  }
}
