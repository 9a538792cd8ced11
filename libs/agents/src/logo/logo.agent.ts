import { designLogo, LOGO_SYMBOLS, logoResultSchema } from '@genesis/knowledge';
import { z } from 'zod';
import type { Agent, AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { askModel } from '../modelling/ask-model.js';
import { authored, byModel } from '../modelling/authorship.js';
import { houseRules, ideaPrompt } from '../modelling/idea-prompt.js';

/** Draws the mark. A model may choose among our symbols; it never draws: what we serve is built by us. */
export class LogoAgent implements Agent {
  constructor(private readonly budgetMs: number) {}

  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const symbols = LOGO_SYMBOLS[input.sector].map((symbol) => symbol.id);
    const reply = await askModel(context, this.budgetMs, 'concept', {
      system: `You choose a logo symbol for small African businesses.\n${houseRules(input.language)}`,
      prompt: `Choose the symbol that fits best.\n${ideaPrompt(input)}`,
      schema: z.strictObject({ symbol: z.enum(symbols), reason: z.string().trim().min(1).max(300) }),
      schemaName: 'logo_concept',
      promptId: 'logo-concept@1',
      temperature: 0.2,
    });
    const isModel = reply.kind === 'answered';
    const { result, provenance, files } = designLogo({
      ...input,
      concept: isModel ? { symbol: reply.answer.value.symbol } : undefined,
    });
    const outcome = authored({
      result,
      schema: logoResultSchema,
      provenance: isModel ? { ...provenance, symbol: byModel(reply) } : provenance,
      replies: [reply],
    });
    for (const file of files)
      await context.files.write(file.path, file.content, { mediaType: file.mediaType });
    await context.files.write('/logo/brand.json', JSON.stringify(result, null, 2), {
      mediaType: 'application/json',
    });
    return outcome;
  }
}
