import type { InitialFile } from '@genesis/runs';
import { VirtualFiles, VfsError } from '@genesis/redis-vfs';
import { COACHING_STEPS } from '@genesis/knowledge';
import { Injectable, Logger } from '@nestjs/common';
import { knownOf } from './coach-voice.js';
import { confidenceOf } from './coach-view.js';
import { isSettled } from './session-state.js';
import { type Session, SessionStore, type StoredTurn } from './session-store.js';

/** So much of a conversation is kept for agents to read. */
const HISTORY_TURNS = 60;
const TURN_BYTES = 700;
/** Five answers, said twice each, stay far below the limit of a file (65,536 bytes), whatever their script. */
const ANSWER_BYTES = 4_000;
const AUTHOR = 'coach';

/** What a session left in its workspace for deep agents to read: profile, history, brief and plan. All of it is made from
 *  the rows, so that what Redis loses is written again. */
@Injectable()
export class SessionMemory {
  private readonly logger = new Logger(SessionMemory.name);

  constructor(
    private readonly store: SessionStore,
    private readonly files: VirtualFiles,
  ) {}

  /** The files, for the workspace of a run too. @param folder canonical path without a final slash, or empty. */
  async filesOf(session: Session, folder = ''): Promise<readonly InitialFile[]> {
    const turns = await this.store.turns(session.id, HISTORY_TURNS);
    return Object.entries(contentsOf(session, turns)).map(([name, content]) => ({
      path: `${folder}/${name}.json`,
      mediaType: 'application/json',
      content: JSON.stringify(content, null, 2),
    }));
  }

  /** Writes the workspace anew. Never throws: the rows have it all, and the next answer writes again. */
  async refresh(session: Session): Promise<void> {
    try {
      const workspace = this.files.workspace({ workspaceId: session.id, ownerId: session.ownerId });
      for (const file of await this.filesOf(session)) {
        await workspace.write(file.path, file.content, { mediaType: file.mediaType, author: AUTHOR });
      }
    } catch (error) {
      this.logger.warn(
        { session_id: session.id, error: String(error) },
        'the session workspace was not written',
      );
    }
  }

  /** Best effort: what is left expires. */
  async drop(session: Pick<Session, 'id' | 'ownerId'>): Promise<void> {
    try {
      await this.files.workspace({ workspaceId: session.id, ownerId: session.ownerId }).deleteWorkspace();
    } catch (error) {
      if (!(error instanceof VfsError)) throw error;
      this.logger.warn(
        { session_id: session.id, code: error.code },
        'the session workspace is left to expire',
      );
    }
  }
}

function contentsOf(session: Session, turns: readonly StoredTurn[]) {
  const known = knownOf(session);
  const steps = COACHING_STEPS.map((step) => session.steps[step]);
  return {
    profile: {
      language: session.language,
      level: session.level,
      onboarding: session.onboarding,
      known: Object.fromEntries(Object.entries(known).map(([field, fact]) => [field, fact.value])),
    },
    history: turns.map(({ seq, role, step, text, at }) => ({
      seq,
      role,
      step,
      text: within(text, TURN_BYTES),
      at,
    })),
    brief: {
      session_id: session.id,
      confidence: confidenceOf(session),
      answers: Object.fromEntries(
        steps.map((row) => [
          row.step,
          {
            state: row.state,
            answer: row.answer && within(row.answer, ANSWER_BYTES),
            reformulated: row.reformulated && within(row.reformulated, ANSWER_BYTES),
            confidence: row.confidence,
            judged_by: row.judgedBy,
            is_weak: row.isWeak,
            key_points: row.keyPoints,
            criteria: row.criteria,
          },
        ]),
      ),
    },
    plan: {
      todos: [
        ...steps.map(({ step, state }) => todo(step, isSettled(state), step === session.currentStep)),
        todo('synthesis', session.briefId !== null, session.currentStep === 'synthesis'),
      ],
    },
  };
}

/** The form of a deep agent's plan: what, and whether it is pending, in progress or completed. */
function todo(content: string, isDone: boolean, isCurrent: boolean) {
  return { content, status: isDone ? 'completed' : isCurrent ? 'in_progress' : 'pending' };
}

/** As much of a text as fits into so many bytes of JSON, whole characters. */
function within(text: string, bytes: number): string {
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(JSON.stringify(character)) - 2;
    if (size > bytes) return `${kept}…`;
    kept += character;
  }
  return kept;
}
