import {
  coachTexts,
  COACHING_STEPS,
  type CoachingStep,
  CRITERIA,
  type Language,
  type MissingInformation,
} from '@genesis/knowledge';
import { VfsError, type Workspace } from '@genesis/redis-vfs';
import { z } from 'zod';
import type { AgentInput } from '../agent.js';
import { fence } from './idea-prompt.js';

/** Folder of the run's workspace in which the coach left its memory. */
const FOLDER = '/coaching';
const SPOKEN_TURNS = 10;

const answerSchema = z.object({
  key_points: z.array(z.string()),
  is_weak: z.boolean(),
  criteria: z.array(z.object({ criterion: z.enum(CRITERIA), is_met: z.boolean() })),
});
const briefSchema = z.object({ answers: z.partialRecord(z.enum(COACHING_STEPS), answerSchema) });
const historySchema = z.array(z.object({ role: z.enum(['coach', 'person']), text: z.string() }));

/** What a coached person told, beyond the five texts. */
export interface CoachNotes {
  readonly answers: Readonly<Partial<Record<CoachingStep, z.infer<typeof answerSchema>>>>;
  /** The last turns, oldest first. */
  readonly turns: readonly z.infer<typeof historySchema>[number][];
}

/** Reads the coach's files; null where nobody was coached, or nothing readable is there: agents do without.
 *  @throws VfsError other than a missing file */
export async function readCoachNotes(
  input: Pick<AgentInput, 'coaching'>,
  files: Workspace,
): Promise<CoachNotes | null> {
  if (!input.coaching) return null;
  const [brief, history] = await Promise.all([
    readJson(files, `${FOLDER}/brief.json`),
    readJson(files, `${FOLDER}/history.json`),
  ]);
  const answers = briefSchema.safeParse(brief).data?.answers;
  if (!answers) return null;
  return { answers, turns: (historySchema.safeParse(history).data ?? []).slice(-SPOKEN_TURNS) };
}

/** The conversation for a model, fenced; empty without notes. */
export function notesPrompt(notes: CoachNotes | null): string {
  if (notes === null) return '';
  const points = Object.values(notes.answers).flatMap(({ key_points: own }) => own);
  const talk = notes.turns.map(({ role, text }) => `${role}: ${text}`);
  return `\n${fence('coaching', [...points.map((point) => `- ${point}`), ...talk].join('\n'))}`;
}

/** What the coach would still ask: the first open criterion of each answer that was kept although it was weak. */
export function openQuestions(notes: CoachNotes | null, language: Language): readonly MissingInformation[] {
  if (notes === null) return [];
  const { missing } = coachTexts(language);
  return COACHING_STEPS.flatMap((step) => {
    const answer = notes.answers[step];
    const open = answer?.is_weak ? answer.criteria.find(({ is_met }) => !is_met) : undefined;
    const question = open && missing[step][open.criterion];
    return question === undefined ? [] : [{ field: `coaching.${step}`, question }];
  });
}

async function readJson(files: Workspace, path: string): Promise<unknown> {
  try {
    return JSON.parse((await files.readRaw(path)).content);
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof VfsError && error.code === 'FILE_NOT_FOUND'))
      return null;
    throw error;
  }
}
