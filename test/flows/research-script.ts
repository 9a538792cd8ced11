import type { AgentOutcome } from '@genesis/agents';
import { type ResearchResult, researchResultSchema } from '@genesis/knowledge';
import type { Say, WebPage } from './research-bench.js';

export const BOUNDS = {
  RESEARCH_MAX_STEPS: '3',
  RESEARCH_MAX_SEARCHES: '6',
  RESEARCH_MAX_PAGES: '3',
  RESEARCH_MAX_CHARS: '3000',
};

export const FATOU: WebPage = {
  url: 'https://presse.test/thies-midi',
  title: 'Manger à midi à Thiès',
  text: 'Chez Fatou sert un mafé à 1 500 FCFA près du lycée Malick Sy. La demande de repas livrés a doublé depuis 2024.',
};
export const PRICES: WebPage = {
  url: 'https://prix.test/repas',
  title: 'Prix des repas',
  text: 'Un plat de riz coûte 1 000 FCFA en moyenne.\nLa boisson coûte 300 FCFA.',
};
export const FILLERS: readonly WebPage[] = Array.from({ length: 5 }, (_, index) => ({
  url: `https://divers.test/${index}`,
  title: `Page ${index}`,
  text: `Une page numéro ${index} sans rien de particulier.`,
}));
export const WEB: readonly WebPage[] = [FATOU, PRICES, ...FILLERS];

interface Action {
  readonly action: 'search' | 'extract' | 'note' | 'finish';
  readonly query?: string;
  readonly source?: number;
  readonly quote?: string;
  readonly finding?: string;
}
export const step =
  (...actions: readonly Action[]): Say =>
  () => ({
    actions: actions.map((action) => ({
      query: '',
      depth: 'basic',
      source: 0,
      quote: '',
      finding: '',
      ...action,
    })),
  });
export const plan: Say = () => ({
  todos: [
    { topic: 'competitors', question: 'Qui ?', query: 'cantines Thiès', depth: 'deep' },
    { topic: 'prices', question: 'Combien ?', query: 'prix repas Thiès', depth: 'basic' },
  ],
});
const opening = (opportunity: string) => ({
  opportunity,
  potential_impact: 'high',
  difficulty: 'low',
  timeframe: 'vite',
});
export const OWN = {
  market_segment: 'Repas chauds du midi',
  opportunities: [opening('Servir le lycée'), opening('Annoncer le menu'), opening('Vendre des carnets')],
  differentiation_suggestions: ['Montrer le menu du dimanche'],
  risk_factors: ['La pluie'],
  success_factors: ['La régularité'],
  cultural_insights: ['On mange ensemble'],
};
export const FOUND = {
  competitors: [{ name: 'Chez Fatou', kind: 'Cantine', source: 1, quote: 'Chez Fatou sert un mafé' }],
  prices: [{ offer: 'mafé', source: 1, quote: 'un mafé à 1 500 FCFA' }],
  trends: [{ trend: 'On se fait livrer depuis 2024', source: 1, quote: 'a doublé depuis 2024' }],
  market_size: null,
};
export const analysis: Say = () => ({ ...OWN, ...FOUND });

export function resultOf({ data }: AgentOutcome): ResearchResult {
  return researchResultSchema.parse(data);
}
