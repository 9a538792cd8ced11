import type { LogoResult, ProvenanceMap } from '@genesis/knowledge';
import type { AgentOutcome, TokenUsage } from '../agent.js';
import type { SymbolPicture } from './symbol-picture.js';

type Drawn = Extract<SymbolPicture, { kind: 'drawn' }>;

/** The logo block with a picture as the mark. Our own drawings stay beside it: with the name for light grounds, and for
 *  dark ones. */
export function picturedLogo(designed: LogoResult, { image, asset, promptHash }: Drawn): LogoResult {
  const { primary_logo: monogram, alternatives } = designed;
  const inverse = alternatives.at(-1);
  return {
    ...designed,
    primary_logo: {
      asset_id: asset.key,
      url: asset.url,
      mime: image.mediaType,
      width: image.width,
      height: image.height,
      style: monogram.style,
      provider: image.provider,
      model: image.model,
      has_transparency: image.hasTransparency,
    },
    alternatives: inverse === undefined ? [monogram] : [monogram, inverse],
    metadata: { ...designed.metadata, prompt_hash: promptHash },
  };
}

export function picturedProvenance(designed: ProvenanceMap, { image }: Drawn): ProvenanceMap {
  const note = [image.provider, image.model].filter((name) => name !== null).join(' ');
  return { ...designed, primary_logo: { origin: 'model', note } };
}

/** The outcome with what came of the picture: who drew the mark, or that our drawing stands in. */
export function withPicture(outcome: AgentOutcome, picture: SymbolPicture): AgentOutcome {
  switch (picture.kind) {
    case 'not_configured':
      return outcome;
    case 'drawn': {
      const { provider, model, usage } = picture.image;
      const tokens = {
        input_tokens: usage.inputTokens ?? null,
        output_tokens: usage.outputTokens ?? null,
      };
      return { ...outcome, provider, model, usage: sum(outcome.usage, tokens) };
    }
    case 'failed': {
      const warning = `${picture.code}: the mark is drawn by rule in place of a picture`;
      return { ...outcome, status: 'fallback', warnings: [...outcome.warnings, warning] };
    }
  }
}

function sum(total: TokenUsage | null, added: TokenUsage): TokenUsage {
  const both = (field: keyof TokenUsage) =>
    total?.[field] == null ? added[field] : total[field] + (added[field] ?? 0);
  return { input_tokens: both('input_tokens'), output_tokens: both('output_tokens') };
}
