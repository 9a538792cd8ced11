import { BriefsService, type StartedRun, type StartRequest } from '@genesis/briefs';
import { CoachSettings } from '@genesis/config';
import {
  type IdempotentAnswer,
  type IdempotentRequest,
  IdempotentTransaction,
  transaction,
} from '@genesis/database';
import { AccountsService } from '@genesis/identity';
import { AppError, isId, newId } from '@genesis/kernel';
import { coachTexts, type CoachingLevel, type CoachingStep, type Language } from '@genesis/knowledge';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { answered } from './answering.js';
import { callKey } from './call-key.js';
import {
  countryOf,
  firstMessage,
  knownOf,
  proposalsOf,
  question,
  sectorOf,
  welcomeBack,
} from './coach-voice.js';
import { type CoachView, coachView } from './coach-view.js';
import { CoachingMetrics, outcomeOf } from './coaching-metrics.js';
import type {
  AnsweredView,
  Call,
  CoachedPerson,
  CompleteCommand,
  Completion,
  SessionHistory,
  StepCommand,
} from './coaching.commands.js';
import {
  IllegalSessionMoveError,
  nothingToAccept,
  SessionNotFoundError,
  StepConflictError,
  unknownChoice,
} from './coaching.errors.js';
import { decide, type Gesture, isTooShort } from './decide.js';
import { type JudgedAnswer, Judging } from './judging.js';
import type { MissingField, Onboarding } from './session-content.js';
import { SessionMemory } from './session-memory.js';
import { isSettled, takesAnswers } from './session-state.js';
import {
  positionOf,
  type Session,
  type SessionListPosition,
  SessionStore,
  type SessionSummary,
} from './session-store.js';
import { reopen, stepToCorrect, told } from './recap.js';
import { scopeOf, scopesOf } from './repeatable-routes.js';
import { draftOf, recapMessage } from './synthesis.js';

/** How much longer than a model an answer may take to be judged, before somebody else may answer. */
const CLAIM_MARGIN_MS = 2_000;
/** A correction names the version that it corrects: that makes it safe to repeat. */
const WITHOUT_A_KEY: IdempotentRequest = { scope: '', key: null, body: null };
const HISTORY_TURNS = 10;
const SHOWN_TURNS = 200;

/** The way through the five steps. A session of somebody else is not found. */
@Injectable()
export class CoachingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: SessionStore,
    private readonly judging: Judging,
    private readonly memory: SessionMemory,
    private readonly accounts: AccountsService,
    private readonly briefs: BriefsService,
    private readonly idempotent: IdempotentTransaction,
    private readonly settings: CoachSettings,
    private readonly metrics: CoachingMetrics,
  ) {}

  /** Begins a session, or comes back to one at the step where it stands. Beginning is idempotent per person and key for
   *  24 hours, as long as the session is there.
   *  @throws SessionNotFoundError; AppError IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_FLIGHT */
  async start(
    person: CoachedPerson,
    sessionId: string | null,
    language: Language | null,
    idempotencyKey: string | null,
  ): Promise<AnsweredView> {
    if (sessionId === null) {
      const { answer: created, isReplay } = await this.create(person, language, null, idempotencyKey);
      return { answer: this.view(created, created.lastMessage), isReplay };
    }
    const session = await this.session(person, sessionId);
    await this.memory.refresh(session);
    return { answer: this.view(session, welcomeBack(session)), isReplay: false };
  }

  /** Begins a session with what the person tells before the first step. Idempotent as `start`. */
  async onboard(
    person: CoachedPerson,
    onboarding: Onboarding,
    language: Language | null,
    idempotencyKey: string | null,
  ): Promise<IdempotentAnswer<Session>> {
    return this.create(person, language, onboarding, idempotencyKey);
  }

  /** Takes an answer: judges it, and goes on or asks again. Idempotent per person and key for 24 hours.
   *  @throws SessionNotFoundError; StepConflictError when another answer was faster or the step is not the current one;
   *  IllegalSessionMoveError when the session takes no answers any more; AppError VALIDATION_ERROR for an unknown choice;
   *  IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_FLIGHT */
  async answer(person: CoachedPerson, command: StepCommand, call: Call): Promise<AnsweredView> {
    const stored = await this.saidBefore(person, command, call);
    if (stored !== null) return { answer: stored, isReplay: true };
    const request = stepRequest(person, command, call);
    const session = await this.session(person, command.sessionId);
    if (!takesAnswers(session.status)) {
      throw new IllegalSessionMoveError(positionOf(session));
    }
    if (command.step !== null && command.step !== session.currentStep) {
      throw new StepConflictError(positionOf(session));
    }
    if (session.currentStep === 'synthesis') return this.tellAtRecap(session, command, request);
    return this.judgeAndStore(session, session.currentStep, command, call, request);
  }

  /** What the coach has said to this very answer, under its key; else null. For who has to know it before he answers.
   *  @throws AppError IDEMPOTENCY_MISMATCH */
  async saidBefore(
    person: CoachedPerson,
    command: StepCommand,
    call: Pick<Call, 'idempotencyKey'>,
  ): Promise<CoachView | null> {
    return this.idempotent.stored<CoachView>(stepRequest(person, command, call));
  }

  /** Corrects the answer of a step that was reached already, whatever came after it.
   *  @param command.versions the session's versions that the caller would correct; null takes any.
   *  @throws as `answer`; AppError PRECONDITION_FAILED */
  async correct(
    person: CoachedPerson,
    command: {
      readonly sessionId: string;
      readonly step: CoachingStep;
      readonly text: string;
      readonly versions: readonly number[] | null;
    },
    call: Call,
  ): Promise<CoachView> {
    const session = await this.session(person, command.sessionId);
    if (command.versions?.includes(session.version) === false) {
      throw new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict', details: positionOf(session) });
    }
    const isReached = isSettled(session.steps[command.step].state) || session.currentStep === command.step;
    if (!isReached || !takesAnswers(session.status)) throw new IllegalSessionMoveError(positionOf(session));
    const { answer } = await this.judgeAndStore(
      session,
      command.step,
      { sessionId: session.id, gesture: 'text', text: command.text, step: command.step },
      call,
      WITHOUT_A_KEY,
    );
    return answer;
  }

  /** The draft brief of a session whose five steps are answered, and what is still missing. Once confirmed it is written;
   *  confirmed again after a correction, it is written anew.
   *  @throws SessionNotFoundError; IllegalSessionMoveError while a step is open or once agents work on the brief;
   *  AppError BRIEF_INCOMPLETE when a name or a trade is missing; StepConflictError */
  async complete(
    person: CoachedPerson,
    { sessionId, isConfirmed, facts }: CompleteCommand,
  ): Promise<Completion> {
    const session = await this.session(person, sessionId);
    if (session.status !== 'coaching_complete') throw new IllegalSessionMoveError(positionOf(session));
    const told: Session = {
      ...session,
      facts: { ...session.facts, recap: { ...session.facts.recap, ...facts } },
    };
    const draft = draftOf(told);
    if (!isConfirmed) return { session: told, briefId: session.briefId, draft, message: recapMessage(told) };
    const required = draft.missing.filter((field) => field.is_required);
    if (required.length > 0) throw incomplete(required);
    const message = coachTexts(session.language).completed;
    const briefId = await transaction(this.dataSource, async (tx) => {
      const id = await this.briefs.saveDraft(tx, {
        ownerId: person.id,
        briefId: session.briefId,
        input: draft.input,
      });
      await this.store.save(
        session,
        { facts: told.facts, briefId: id, turns: [{ role: 'coach', step: 'synthesis', text: message }] },
        tx,
      );
      return id;
    });
    const after = { ...told, briefId, version: session.version + 1 };
    await this.memory.refresh(after);
    return { session: after, briefId, draft, message };
  }

  /** Starts the agents on a confirmed session's draft, as it stands now. They find what the coach left under
   *  `/coaching`. Idempotent per person and key for 24 hours.
   *  @throws SessionNotFoundError; IllegalSessionMoveError without a confirmed draft; GenerationRunningError; AppError
   *  ILLEGAL_TRANSITION when the brief has results already, BRIEF_INCOMPLETE when a correction took the name or the trade
   *  away; SessionChangedError when an answer was given meanwhile, or is being judged */
  async generate(request: StartRequest, sessionId: string): Promise<StartedRun> {
    const session = await this.session(request.owner, sessionId);
    if (session.briefId === null || session.storedStatus !== 'coaching_complete') {
      throw new IllegalSessionMoveError(positionOf(session));
    }
    const { input, missing } = draftOf(session);
    const required = missing.filter((field) => field.is_required);
    if (required.length > 0) throw incomplete(required);
    const files = await this.memory.filesOf(session, '/coaching');
    return this.briefs.generateDraft(
      request,
      { ownerId: session.ownerId, briefId: session.briefId, input },
      files,
      (tx) => this.store.freeze(session, tx),
    );
  }

  /** The person's sessions, newest first. */
  async list(
    person: CoachedPerson,
    limit: number,
    position: SessionListPosition | null,
  ): Promise<{ readonly items: readonly SessionSummary[]; readonly next: SessionListPosition | null }> {
    return this.store.list(person.id, limit, position);
  }

  /** @throws SessionNotFoundError */
  async history(person: CoachedPerson, sessionId: string): Promise<SessionHistory> {
    const session = await this.session(person, sessionId);
    return { session, turns: await this.store.turns(session.id, SHOWN_TURNS) };
  }

  /** Deletes a session with the answers that are kept for its keys, and a draft that no agent has worked on; a brief with
   *  a run stays.
   *  @param versions what the caller would delete; null deletes whatever is there.
   *  @throws SessionNotFoundError; AppError PRECONDITION_FAILED */
  async delete(person: CoachedPerson, sessionId: string, versions: readonly number[] | null): Promise<void> {
    const session = await this.session(person, sessionId);
    const isDeleted = await transaction(this.dataSource, async (tx) => {
      if (!(await this.store.delete(session.id, person.id, versions, tx))) return false;
      // After the session: what was at work on it has committed its answer by now, and nothing new can follow.
      const { id } = session;
      await this.idempotent.forget(tx, scopesOf(person.id), [{ sessionId: id }, { id }]);
      return true;
    });
    if (!isDeleted) {
      throw new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict', details: positionOf(session) });
    }
    await this.memory.drop(session);
    if (session.briefId !== null) await this.briefs.deleteDraft(person.id, session.briefId);
  }

  /** A session, for whoever owns it. @throws SessionNotFoundError */
  async session(person: Pick<CoachedPerson, 'id'>, sessionId: string): Promise<Session> {
    const id = sessionId.toLowerCase();
    if (!isId(id)) throw new SessionNotFoundError();
    return this.store.find(id, person.id);
  }

  private view(session: Session, message: string): CoachView {
    const { maxClarifications } = this.settings;
    return coachView(session, { message, judged: null, maxClarifications });
  }

  private async create(
    person: CoachedPerson,
    language: Language | null,
    onboarding: Onboarding | null,
    idempotencyKey: string | null,
  ): Promise<IdempotentAnswer<Session>> {
    const { profile } = await this.accounts.read(person.id);
    const spoken = language ?? (person.language === 'en' ? 'en' : 'fr');
    const level = levelOf(profile.experienceLevel);
    const { answer, isReplay } = await this.idempotent.run(
      {
        scope: scopeOf(person.id, onboarding === null ? 'start' : 'onboarding'),
        key: idempotencyKey,
        body: { language, onboarding },
      },
      async (tx) => {
        const id = newId();
        await this.store.create(
          {
            id,
            ownerId: person.id,
            language: spoken,
            level,
            onboarding,
            profile: {
              ...(profile.city !== null && { city: profile.city }),
              ...(profile.country !== null && { country: profile.country }),
              ...(profile.sector !== null && { sector: profile.sector }),
            },
            firstMessage: firstMessage(spoken, level),
          },
          tx,
        );
        return { id };
      },
    );
    const session = await this.store.find(answer.id, person.id);
    await this.memory.refresh(session);
    return { answer: session, isReplay };
  }

  private async judgeAndStore(
    session: Session,
    step: CoachingStep,
    command: StepCommand,
    call: Call,
    request: IdempotentRequest,
  ): Promise<AnsweredView> {
    const text = answerText(session, step, command);
    const claim = await this.store.claim(session, this.settings.timeoutMs + CLAIM_MARGIN_MS);
    try {
      const judged = text === null ? null : await this.judge(session, step, command.gesture, text, call);
      const row = session.steps[step];
      const decision = decide(
        {
          gesture: command.gesture,
          isTooShort: text !== null && isTooShort(text),
          verdict: judged?.verdict ?? null,
          clarificationsUsed: isSettled(row.state) ? 0 : row.clarificationCount,
          bestScore: isSettled(row.state) ? null : (row.best?.score ?? null),
        },
        this.settings,
      );
      const result = answered(session, { step, text, judged, decision, now: new Date() });
      const view = coachView(result.session, {
        message: result.message,
        judged: result.step,
        maxClarifications: this.settings.maxClarifications,
      });
      const stored = await this.idempotent.run(request, async (tx) => {
        await this.store.save(session, { ...result.change, choices: view.choices }, tx);
        return view;
      });
      // Somebody else was faster with the same key: nothing of this attempt was written.
      if (stored.isReplay) await this.store.release(session, claim);
      else {
        this.metrics.answered(step, outcomeOf(decision));
        await this.memory.refresh(result.session);
      }
      return stored;
    } catch (error) {
      await this.store.release(session, claim).catch(() => undefined);
      throw error;
    }
  }

  /** Null where no judge is asked: the answer is too short to be one. */
  private async judge(
    session: Session,
    step: CoachingStep,
    gesture: Gesture,
    answer: string,
    call: Call,
  ): Promise<JudgedAnswer | null> {
    const known = knownOf(session);
    const given = {
      answer,
      context: { step, language: session.language, sector: sectorOf(known), country: countryOf(known) },
    };
    if (gesture !== 'text') return this.judging.byRules(given, gesture === 'choice');
    if (isTooShort(answer)) return null;
    return this.judging.judge({
      ...given,
      ownerId: session.ownerId,
      history: await this.store.turns(session.id, HISTORY_TURNS),
      callKey: callKey(session, step, answer),
      signal: call.signal,
      requestId: call.requestId,
    });
  }

  /** At the recap the person tells what is missing, in their own words. */
  private async tellAtRecap(
    session: Session,
    command: StepCommand,
    request: IdempotentRequest,
  ): Promise<AnsweredView> {
    if (command.gesture !== 'text' || command.text === null) {
      throw new IllegalSessionMoveError(positionOf(session));
    }
    const { text } = command;
    const reopened = stepToCorrect(text);
    const { after, change } = reopened === null ? told(session, text) : reopen(session, reopened);
    const message = reopened === null ? recapMessage(after) : question(after, reopened);
    const view = this.view(after, message);
    const stored = await this.idempotent.run(request, async (tx) => {
      await this.store.save(
        session,
        {
          ...change,
          turns: [
            { role: 'person', step: 'synthesis', text },
            { role: 'coach', step: after.currentStep, text: message },
          ],
        },
        tx,
      );
      return view;
    });
    if (stored.isReplay) return stored;
    this.metrics.answered('synthesis', reopened === null ? 'told' : 'reopened');
    await this.memory.refresh(after);
    return stored;
  }
}

function stepRequest(
  { id }: CoachedPerson,
  command: StepCommand,
  { idempotencyKey }: Pick<Call, 'idempotencyKey'>,
): IdempotentRequest {
  return { scope: scopeOf(id, 'step'), key: idempotencyKey, body: command };
}

/** The answer behind a gesture. @throws AppError VALIDATION_ERROR for an unknown choice, or when there is none */
function answerText(session: Session, step: CoachingStep, { gesture, text }: StepCommand): string | null {
  switch (gesture) {
    case 'skip':
      return null;
    case 'choice': {
      const offered = [
        ...session.choices,
        ...proposalsOf(session, step).map(({ style, content }) => ({
          id: `${step}-${style}`,
          text: content,
        })),
      ];
      const choice = offered.find(({ id }) => id === text);
      if (!choice) throw unknownChoice();
      return choice.text;
    }
    case 'force_accept': {
      const kept = text ?? session.steps[step].best?.answer;
      if (kept === undefined) throw nothingToAccept();
      return kept;
    }
    case 'text':
      return text;
  }
}

function incomplete(missing: readonly MissingField[]): AppError {
  return new AppError({
    code: 'BRIEF_INCOMPLETE',
    kind: 'invalid',
    details: { missing: missing.map(({ field, question }) => ({ field, question })) },
  });
}

/** `débutant`, `intermédiaire`, `expert` in the profiles of the former service. */
function levelOf(experience: string): CoachingLevel {
  if (/^expert/i.test(experience)) return 'expert';
  return /^interm/i.test(experience) ? 'intermediate' : 'beginner';
}
