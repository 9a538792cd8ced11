import type { Language } from '../language.js';
import { ourSentence, type Passage, WOVEN } from './passage.js';
import { clausesOf, excerpt, sentencesOf } from './prose.js';

export interface DifferenceVoice extends Passage {
  /** What the business does. */
  readonly own: readonly string[];
  /** What the others do or fail to do; for the entrepreneur's eyes, not for the site. Verbatim. */
  readonly rivals: readonly string[];
  /** `own` verbatim, for quoting. */
  readonly ownWords: readonly string[];
}

const OTHERS =
  /^(?:(?:mes|nos|les|my|our|the) (?:concurrents?|rivaux|competitors?|rivals?)(?!\p{L})|nobody|no one\b|none of|les autres|d['’]autres|beaucoup|la plupart|aucune?\b(?=.*\bn(?:e |['’]))|personne|ailleurs|contrairement|chez les autres|others?\b|other \p{L}+|most\b|nobody else|no one else|no other|unlike|elsewhere|imported|competitors|relatives|(?:les?|la|une?|des) \p{L}+ importé|les (?:\p{L}+ ){1,3}(?:du (?:quartier|marché|coin|rond-point|centre)|de la (?:gare|place|rue)|d['’]en face|voisins?|voisines?)(?!\p{L}))/iu;
const OTHERS_INSIDE =
  /\b(?:les autres|concurren|personne ne|aucun autre|others? (?:do|will|can)|no other|competitors?)\b/iu;
const FIRST_PERSONS: Readonly<Record<Language, RegExp>> = {
  fr: /(?:^|[^\p{L}])(?:nous|nos|notre|je|mes|mon|ma|on|j['’]\p{L}+)(?!\p{L})/iu,
  en: /\b(?:we|our|us|I|my|me)\b/u,
};
const NEGATION =
  /(?:^|\s)(?:ne|n['’]\p{L}+|never|rarely|cannot|can['’]t|will not|won['’]t|do not|don['’]t|no)(?:\s|$)|attendent|demandent|disappear/iu;
const PLURAL_SUBJECT =
  /^(?:les|des) \p{L}+|^(?!(?:if|when|each|every|any|all|it|this|that|you|your|as|unless|after|before|because|on|in|at|for|with)\b)(?:the (?!guest|student|child|client|customer|company|cloth|car)\p{L}+(?: \p{L}+)*s|(?!the )\p{L}+(?:[ -]\p{L}+){0,2}s) (?=\p{L})/iu;
const SELLERS =
  /(?:stall|seller|vendor|shop|salon|school|crew|dealer|agent|trader|market|store|company|hospital|bottle|van|owner|system|tour|sites?|booking|artist|kiosk|app|hawker|plumber|freelancer|clinic|chain)s?\b|^(?:casual|roadside|street|big|cheap) /iu;

/** "We open at night, the others sleep": one clause, two subjects. */
const THEN_OTHERS =
  /^(?<ours>.{8,}?)(?:,| :)? (?:(?:alors que|tandis que|quand|mais|et|while|whereas|but|and) )?(?<theirs>(?:les autres|the others|other \p{L}+s|others)(?!\p{L}).+)$/isu;

/** Is the clause about the others in the trade? The first clause of the text is always about the business. */
function isAboutOthers(clause: string, index: number, language: Language): boolean {
  const isOurs = FIRST_PERSONS[language].test(clause);
  if (OTHERS.test(clause)) return true;
  if (OTHERS_INSIDE.test(clause) && !isOurs) return true;
  if (index === 0 || isOurs || !PLURAL_SUBJECT.test(clause)) return false;
  return NEGATION.test(clause) || SELLERS.test(clause.split(' ').slice(0, 4).join(' '));
}

export function hearDifference(passage: Passage, language: Language): DifferenceVoice {
  if (passage.isForeign) return { ...passage, own: passage.sentences, rivals: [], ownWords: [passage.raw] };
  const own: string[] = [];
  const rivals: string[] = [];
  const ownWords: string[] = [];
  let index = 0;
  for (const sentence of sentencesOf(excerpt(passage.raw, WOVEN))) {
    for (const clause of clausesOf(sentence)) {
      const mixed =
        /^(.{12,}?),? (?:et|mais|and|but) ((?:mes|mon|ma|nos|notre|nous|je|j['’]|my|our|we|I)\b.+)$/isu.exec(
          clause,
        );
      // "Aucun tailleur ne le fait, et mes patrons …": the second half is about the business again.
      if (isAboutOthers(clause, index, language)) {
        rivals.push(mixed?.[1] ?? clause);
        if (mixed?.[2]) {
          own.push(ourSentence(mixed[2], language));
          ownWords.push(mixed[2]);
        }
      } else {
        const split = THEN_OTHERS.exec(clause)?.groups;
        const ours = split?.ours ?? clause;
        own.push(ourSentence(ours, language));
        ownWords.push(ours);
        if (split?.theirs) rivals.push(split.theirs);
      }
      index += 1;
    }
  }
  if (own.length === 0)
    return { ...passage, own: passage.sentences, rivals: [], ownWords: passage.raw ? [passage.raw] : [] };
  return { ...passage, own, rivals, ownWords };
}
