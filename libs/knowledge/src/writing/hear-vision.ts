import type { Language } from '../language.js';
import { type Passage, VOICES } from './passage.js';
import { sentencesOf, withoutFinalPunctuation } from './prose.js';

export interface VisionVoice extends Passage {
  /** How the first sentence can be continued: `que …` after "nous voulons", an infinitive, or a sentence of its own. */
  readonly form: 'wish' | 'goal' | 'statement';
  /** The clause for `wish` and `goal`, lower case, without final punctuation; null for a statement. */
  readonly clause: string | null;
}

const WISH_FR =
  /^(?:(?<horizon>d(?:ans|['’]ici) [^,.;]{2,24}?),? )?(?:je|nous|on) (?:veux|voulons|veut|souhaite|souhaitons|voudrais|voudrions|aimerais|aimerions|rêve|rêvons) (?<clause>qu(?:e |['’]).+)$/isu;
const QUE_FR = /^(?<clause>qu(?:e |['’]).+)$/isu;
const GOAL_FR =
  /^(?:(?:(?<horizon>d(?:ans|['’]ici) [^,.;]{2,24}?),? )?(?:je|nous|on) (?:veux|voulons|veut|souhaite|souhaitons|voudrais|voudrions|aimerais) )?(?<clause>(?:ne (?:plus|jamais) )?(?!(?:hier|atelier|premier|dernier|offre|notre|votre|quatre|entre|zéro|plaisir)\b)\p{L}+(?:er|ir|oir|(?:d|t|p|v|i|u)re)\b.+)$/isu;
const GOAL_EN = /^(?:(?:my|our) (?:dream|vision|goal|aim) is )?(?<clause>to \p{L}+ .+)$/isu;

export function hearVision(passage: Passage, language: Language): VisionVoice {
  const statement: VisionVoice = { ...passage, form: 'statement', clause: null };
  const first = withoutFinalPunctuation(sentencesOf(passage.raw)[0] ?? '');
  if (passage.isForeign || passage.isVague || first === '') return statement;
  const horizon = /^(d(?:ans|['’]ici) [^,.;]{2,24}?),? (?=nous|on|les|le|la)/iu;
  if (language === 'fr' && horizon.test(passage.sentences[0] ?? '')) {
    return {
      ...statement,
      sentences: passage.sentences.map((sentence, index) =>
        index === 0 ? sentence.replace(horizon, '$1, ') : sentence,
      ),
    };
  }
  const turn = (clause: string, horizon?: string): string | null => {
    const turned = VOICES[language].inOurVoice(clause);
    if (turned === null) return null;
    if (horizon) return null;
    return turned.replace(/^\p{Lu}(?=\p{Ll}|['’])/u, (letter) => letter.toLowerCase());
  };
  if (language === 'en') {
    const goal = GOAL_EN.exec(first)?.groups?.clause;
    const clause = goal ? turn(goal) : null;
    return clause ? { ...passage, form: 'goal', clause } : statement;
  }
  const wish = WISH_FR.exec(first)?.groups ?? QUE_FR.exec(first)?.groups;
  if (wish?.clause) {
    const clause = turn(wish.clause, wish.horizon);
    return clause ? { ...passage, form: 'wish', clause } : statement;
  }
  const goal = GOAL_FR.exec(first)?.groups;
  const isInfinitive =
    goal?.clause &&
    /^(?:ne (?:plus|jamais) )?\p{L}+(?:er|ir|oir|dre|tre|ire|uire|vre|pre)\b/iu.test(goal.clause);
  if (goal?.clause && isInfinitive && !/^\p{L}+ier /iu.test(goal.clause)) {
    const clause = turn(goal.clause, goal.horizon);
    return clause ? { ...passage, form: 'goal', clause } : statement;
  }
  return statement;
}
