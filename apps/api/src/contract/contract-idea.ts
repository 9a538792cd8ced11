import type { BriefOrigin } from '@genesis/briefs';
import type { Dc360Profile } from '@genesis/integrations';
import type { BriefLocation, BusinessBrief } from '@genesis/knowledge';
import type { GenerateForUserDto } from './dto/generate-for-user.dto.js';

export interface ContractIdea {
  readonly brief: BusinessBrief;
  readonly origin: BriefOrigin;
}

/** DigitalCloud360's words as a brief. Its one description stands for the texts that nobody asked for, and is marked as
 *  such; competitors and goals are hints, no statements of the brief; a place is only what the profile says.
 *  @param profile null where the platform has none, or does not answer */
export function ideaOf(
  { business_info, market_info }: Pick<GenerateForUserDto, 'business_info' | 'market_info'>,
  profile: Pick<Dc360Profile, 'city' | 'country'> | null,
): ContractIdea {
  const { company_name, industry, description } = business_info;
  const { target_audience, competitors, goals, market_challenges } = market_info;
  return {
    brief: {
      business_name: company_name,
      sector: industry,
      vision: description,
      mission: description,
      target_audience,
      differentiation: description,
      value_proposition: description,
      location: locationOf(profile),
      services: [],
    },
    origin: {
      hints: {
        competitors: competitors ?? [],
        goals: goals ?? [],
        challenges: market_challenges ?? null,
      },
      derived: ['vision', 'mission', 'differentiation', 'value_proposition'],
    },
  };
}

function locationOf(profile: Pick<Dc360Profile, 'city' | 'country'> | null): BriefLocation {
  const city = profile?.city?.trim();
  const country = profile?.country?.trim();
  return { ...(city && { city }), ...(country && { country }) };
}
