import { designLogo, LOGO_SYMBOLS, logoResultSchema } from '@genesis/knowledge';
import { z } from 'zod';
import type { Agent, AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { askModel, type ModelReply } from '../modelling/ask-model.js';
import { authored, byModel } from '../modelling/authorship.js';
import { houseRules, ideaPrompt } from '../modelling/idea-prompt.js';
import { picturedLogo, picturedProvenance, withPicture } from './pictured-logo.js';
import { drawSymbol } from './symbol-picture.js';

/** Share of the remaining time that the picture may use: the rest is for our own drawing to stand in. */
const PICTURE_SHARE = 0.9;

interface Concept {
  readonly symbol: string;
  readonly reason: string;
}

/** Draws the mark. A language model may choose among our symbols, and an image model may draw the symbol as a picture;
 *  what carries the name is always built by us, and stands in for a picture that does not come. */
export class LogoAgent implements Agent {
  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const startedAtMs = performance.now();
    const reply = await this.concept(input, context);
    const isModel = reply.kind === 'answered';
    const symbol = isModel ? reply.answer.value.symbol : null;
    const designed = designLogo({ ...input, concept: symbol === null ? undefined : { symbol } });
    const { style } = designed.result.primary_logo;
    const picture = await drawSymbol(
      context,
      input,
      { style, palette: designed.result.color_palette, symbol },
      () => (context.budgetMs - (performance.now() - startedAtMs)) * PICTURE_SHARE,
    );
    const isPictured = picture.kind === 'drawn';
    const result = isPictured ? picturedLogo(designed.result, picture) : designed.result;
    const provenance = isPictured ? picturedProvenance(designed.provenance, picture) : designed.provenance;
    const outcome = authored({
      result,
      schema: logoResultSchema,
      provenance: isModel ? { ...provenance, symbol: byModel(reply) } : provenance,
      replies: [reply],
    });
    for (const file of designed.files)
      await context.files.write(file.path, file.content, { mediaType: file.mediaType });
    await context.files.write('/logo/brand.json', JSON.stringify(result, null, 2), {
      mediaType: 'application/json',
    });
    return withPicture(outcome, picture);
  }

  private async concept(input: AgentInput, context: TaskContext): Promise<ModelReply<Concept>> {
    const symbols = LOGO_SYMBOLS[input.sector].map((symbol) => symbol.id);
    return askModel(context, 'concept', {
      system: `You choose a logo symbol for small African businesses.\n${houseRules(input.language)}`,
      prompt: `Choose the symbol that fits best.\n${ideaPrompt(input)}`,
      schema: z.strictObject({ symbol: z.enum(symbols), reason: z.string().trim().min(1).max(300) }),
      schemaName: 'logo_concept',
      promptId: 'logo-concept@1',
      temperature: 0.2,
    });
  }
}
