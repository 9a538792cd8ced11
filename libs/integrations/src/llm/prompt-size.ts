import type { ChatTurn } from './chat-completer.port.js';

/** Texts in French and English take more bytes than this for a token, on every vocabulary that we know. */
const BYTES_PER_TOKEN = 3;
/** Marks around each turn. */
const TOKENS_PER_TURN = 8;
/** A shorter answer is no use to anybody. */
const LEAST_ANSWER_TOKENS = 256;

/** Tokens that are left for the answer, at most `wished`; null when the prompt leaves too few. Servers cut a prompt that is
 *  too long without a word, our instructions first. The size of a prompt is an estimate that is rather too high. */
export function roomForAnswer(
  turns: readonly ChatTurn[],
  { wished, maxContextTokens }: { readonly wished: number; readonly maxContextTokens: number | null },
): number | null {
  if (maxContextTokens === null) return wished;
  const promptTokens = turns.reduce(
    (sum, { content }) => sum + TOKENS_PER_TURN + Math.ceil(Buffer.byteLength(content) / BYTES_PER_TOKEN),
    0,
  );
  const left = maxContextTokens - promptTokens;
  return left < Math.min(wished, LEAST_ANSWER_TOKENS) ? null : Math.min(wished, left);
}
