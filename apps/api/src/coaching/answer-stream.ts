import { setTimeout as sleep } from 'node:timers/promises';
import type { CoachingResponse } from './dto/coaching.responses.js';

/** An answer that is there this soon is refused or given without opening a stream for it: errors keep their status. */
const OPEN_AFTER_MS = 100;
/** A message is sent in pieces of so many words. */
const WORDS_PER_PIECE = 4;

/** What a client reads while an answer is judged. */
export type AnswerEvent =
  | { readonly event: 'thinking'; readonly data: { readonly text: string } }
  | { readonly event: 'message'; readonly data: { readonly text: string } }
  | { readonly event: 'result'; readonly data: CoachingResponse }
  | { readonly event: 'problem'; readonly data: unknown };

/** Waits a moment for the answer. @returns the answer when it is there, else null: then a stream is worth opening.
 *  @throws what the answer throws within that moment */
export async function soon(answer: Promise<CoachingResponse>): Promise<CoachingResponse | null> {
  return Promise.race([answer, sleep(OPEN_AFTER_MS, null, { ref: false })]);
}

/** The frames of a streamed answer: the coach's message piece by piece, then the judged result.
 *  @param problem makes of an error what the api would have answered.
 *  Source: HTML Standard, server-sent events. */
export async function* answerFrames(
  answer: Promise<CoachingResponse>,
  thinking: string,
  problem: (error: unknown) => unknown,
): AsyncGenerator<string> {
  yield frame({ event: 'thinking', data: { text: thinking } });
  let result: CoachingResponse;
  try {
    result = await answer;
  } catch (error) {
    yield frame({ event: 'problem', data: problem(error) });
    return;
  }
  for (const text of pieces(result.coach_message)) yield frame({ event: 'message', data: { text } });
  yield frame({ event: 'result', data: result });
}

/** Pieces that make the text again when they are put together. */
export function pieces(text: string): readonly string[] {
  return text.match(new RegExp(`(?:\\S*\\s*){1,${String(WORDS_PER_PIECE)}}`, 'gu'))?.filter(Boolean) ?? [];
}

const frame = ({ event, data }: AnswerEvent): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
