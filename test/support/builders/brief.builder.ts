import type { BusinessBrief, Language } from '@genesis/knowledge';

/** What a client sends in `business_brief`. */
export type IdeaBody = { -readonly [Key in keyof BusinessBrief]: BusinessBrief[Key] };

export interface GenerateBody {
  business_brief: IdeaBody;
  language?: Language;
}

/** A concrete idea that every agent can work with. */
export function anIdea(overrides: Partial<IdeaBody> = {}): IdeaBody {
  return {
    business_name: 'Atelier Ndar Couture',
    vision:
      "Dans cinq ans, les familles de Grand Yoff s'habillent chez des couturiers du quartier et dix jeunes ont appris le métier chez moi.",
    mission:
      'Nous prenons les mesures, conseillons le tissu et livrons en sept jours un habit ajusté, avec une retouche gratuite.',
    target_audience:
      'Des femmes de 25 à 45 ans qui travaillent à Dakar et gagnent entre 150 000 et 400 000 FCFA.',
    differentiation: 'Une date de livraison écrite et un remboursement de 20 % si je suis en retard.',
    value_proposition: 'Une tenue sur mesure en sept jours, à partir de 25 000 FCFA, avec la date garantie.',
    sector: 'couture sur mesure',
    location: { city: 'Dakar', country: 'Sénégal', region: 'Dakar' },
    services: ['Tenue sur mesure', 'Retouche express'],
    ...overrides,
  };
}

/** The body of a generation. */
export function aBrief(idea: Partial<IdeaBody> = {}, language?: Language): GenerateBody {
  return { business_brief: anIdea(idea), ...(language && { language }) };
}
