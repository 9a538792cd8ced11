import type { Language } from '../language.js';
import type { IdeaReading } from '../reading/idea-reading.js';
import * as french from './french-voice.js';
import { type Passage, VOICES } from './passage.js';
import { sentencesOf, upperFirst, withoutFinalPunctuation } from './prose.js';

export interface AudienceVoice extends Passage {
  /** Noun phrase with article, lower case, e.g. "les femmes de 25 à 45 ans"; null when it can not be told. */
  readonly who: string | null;
  /** The same with what is said of them, for "nous travaillons pour …"; null when it can not be told. */
  readonly portrait: string | null;
  /** Their trouble said to one of them, questions with question mark, the most telling first; at most two. */
  readonly questions: readonly string[];
}

const AUDIENCE_LEAD =
  /^(?:mes|nos) clients?(?:es)? (?:sont|:|ce sont) ?|^ce sont |^(?:je|nous|on) (?:cible|ciblons|vise|visons|travaille|travaillons|m['’]adresse|nous adressons)(?: surtout)? (?:pour |avec |à )?|^pour |^(?:my|our) (?:customers|clients) (?:are|:) ?|^(?:we|i) (?:serve|target|work (?:with|for)) /iu;
const RELATIVE: Readonly<Record<Language, RegExp>> = {
  fr: /(?:,? et |,? ou |,? mais |, )(?<pronoun>(?:à )?qui|dont) /giu,
  en: /(?:,? and |,? or |,? but |, )(?<pronoun>who|whose) /giu,
};
const HEAD_END: Readonly<Record<Language, RegExp>> = {
  fr: /(?:[,:](?=\s|$)|;| \(| – | — | qui | dont | que | qu['’]| à qui | ayant | où |, fatigués)/u,
  en: /(?:[,:](?=\s|$)|;| \(| – | — | who | whose | that | which | where )/u,
};
/** What a business does not say to its customers' faces. */
const INTIMATE =
  /gagnent|budget|salaire|revenu|pauvre|FCFA|francs?\b|dépensent|honte|ne sav\p{L}+ (?:pas|ni) (?:lire|écrire)|analphab|illettr|cannot read|can['’]t read|illiterate|earn|income|salary|shillings?|naira|cedis?|ashamed|poor\b/iu;
/** Where the person meets customers: for the research, not for the site. */
export const WHERE_FOUND =
  /(?:les|leur|them) (?:trouv|rencontr|touch|attein)|on les trouve|(?:find|reach|meet) them/iu;
const TROUBLE =
  /(?<!\p{L})(?:rat|perd|souffr|manqu|n['’]|ne |sans|faute|trop|cherch|veul|besoin|abîm|peur|attend|oubli|dispute|retard|vol|fatigu|brûl|gonfl|refus|tard|cannot|can['’]t|lose|lost|need|want|struggl|fail|tired|cheat|never|no |not |hungry|afraid|refus|late|burn|scratch|wrong|different|mock|lack|throw|suspect|thin|grey|only|half a day)/iu;

interface CustomerClause {
  readonly pronoun: string;
  readonly predicate: string;
}

/** From here on the sentence is about somebody else: "…, et les familles qui cherchent". */
const OTHER_PEOPLE: Readonly<Record<Language, RegExp>> = {
  fr: /,? et (?:aussi )?(?:les|des|aux) \p{L}+(?: \p{L}+)?(?:,| qui | dont |$).*$/isu,
  en: /, (?:and |n )(?:the )?\p{L}+(?: \p{L}+)? (?:who|whose|that) .*$/isu,
};
/** "… comment le lever": whom or what was said in a clause before. */
const POINTS_BACK =
  /(?:^| )(?:le|la|les|lui|leur) \p{L}+(?:er|ir|oir|re)(?!\p{L})|(?:^| )(?:them|it)(?!\p{L})/iu;

const FIRST_RELATIVE: Readonly<Record<Language, RegExp>> = {
  fr: /^(?:, (?:de |entre |moins |plus |budget |surtout |\p{N})[^;:]*?)?,? (?<pronoun>(?:à )?qui|dont) /iu,
  en: /^(?:, (?:from |between |under |over |aged |mostly |\p{N})[^;:]*?)?,? (?<pronoun>who|whose|that) /iu,
};

/**
 * What the rest of the sentence says of the people named by its head. A relative pronoun in the middle of a clause
 * ("des portes qui gonflent") belongs to another noun and starts no clause of its own.
 */
function clausesAbout(rest: string, language: Language): CustomerClause[] {
  const first = FIRST_RELATIVE[language].exec(rest);
  if (!first) return [];
  const said = rest.slice(first[0].length);
  const hits = [...said.matchAll(RELATIVE[language])];
  const parts = [
    { pronoun: first.groups?.pronoun ?? '', from: 0, to: hits[0]?.index ?? said.length },
    ...hits.map((hit, index) => ({
      pronoun: hit.groups?.pronoun ?? '',
      from: hit.index + hit[0].length,
      to: hits[index + 1]?.index ?? said.length,
    })),
  ];
  return parts
    .map(({ pronoun, from, to }) => ({
      pronoun,
      predicate: withoutFinalPunctuation(said.slice(from, to).replace(OTHER_PEOPLE[language], '')),
    }))
    .filter(({ predicate }) => predicate.includes(' '));
}

const NEW_CLAUSE =
  /, (?:they|it|he|she|we|you|i|most|mostly|many|some|because|but|so|ils?|elles?|on|nous|vous|je|la plupart|beaucoup|parce|car|mais|surtout|souvent)(?!\p{L})/iu;

/** "Hôtels, décorateurs, mariées": nouns only; what begins like an adjective or a place says more of the first of them. */
const BARE_LIST =
  /^\p{L}[\p{L}’' -]*(?:, (?!(?:de|du|des|d['’]|à|en|au|aux|pour|sans|avec|entre|from|in|at|with|without|of|aged|under|over|plus|moins|tired|busy|only)(?!\p{L})|d['’]|fatigu|\p{L}+(?:ée?s?|ants?|ed|ing)(?!\p{L}))\p{L}[\p{L}’' -]*)+$/iu;

/** The noun phrase at the beginning: a list ("nurses, porters and drivers") up to its end, else up to the first comma. */
function headOf(sentence: string, language: Language): string {
  const until = sentence.search(HEAD_END[language]);
  const relative = sentence.search(
    language === 'fr' ? / (?:qui|dont|que|qu['’]|à qui) ?/u : / (?:who|whose|that) /u,
  );
  const list = /^(?:[\p{L}’' -]+, )+(?:[^,;:.]*? )?(?:et|and) [^,;:.]+(?![,.:]\p{N})/u.exec(
    relative < 0 ? sentence : sentence.slice(0, relative),
  );
  if (list && list[0].length <= 100 && !NEW_CLAUSE.test(list[0])) return list[0].trim();
  const bare = BARE_LIST.exec(relative < 0 ? sentence : sentence.slice(0, relative));
  if (bare && bare[0].length <= 100 && !NEW_CLAUSE.test(bare[0])) return bare[0].trim();
  return (until < 0 ? sentence : sentence.slice(0, until)).trim();
}

export function hearAudience(passage: Passage, language: Language, reading: IdeaReading): AudienceVoice {
  const nobody: AudienceVoice = { ...passage, who: null, portrait: null, questions: [] };
  if (passage.isForeign || passage.isVague || reading.customers === null) return nobody;
  const first = (sentencesOf(passage.raw)[0] ?? '').replace(AUDIENCE_LEAD, '');
  const sentence = withoutFinalPunctuation(first);
  const head = headOf(sentence, language);
  const isNoun =
    head.length >= 3 && head.length <= 100 && !/(?:^|\s)(?:je|j['’]|nous|I|we)(?:\s|$)/iu.test(head);
  const who = !isNoun
    ? null
    : language === 'fr'
      ? french.withDefiniteArticle(head)
      : lowerNoun(head, passage.raw);
  const clauses = clausesAbout(sentence.slice(head.length), language);
  const toYou = VOICES[language].toTheCustomer;
  const questions = clauses
    .filter(
      ({ predicate }, index) =>
        // "You work at the market? We are here for that": only a trouble is worth the question.
        TROUBLE.test(predicate) &&
        !INTIMATE.test(predicate) &&
        predicate.length < 170 &&
        (index === 0 || !POINTS_BACK.test(predicate)),
    )
    .flatMap(({ pronoun, predicate }) => toYou(pronoun, predicate) ?? [])
    .map((said) => `${upperFirst(withoutFinalPunctuation(said))}?`);
  const kept = clauses.filter(({ predicate }) => !INTIMATE.test(predicate));
  const sentences = passage.sentences.filter((text) => !INTIMATE.test(text) && !WHERE_FOUND.test(text));
  const portrait =
    who === null
      ? null
      : [
          who,
          ...kept
            .slice(0, 2)
            .map(
              ({ pronoun, predicate }, index) =>
                `${index > 0 ? (language === 'fr' ? 'et ' : 'and ') : ''}${pronoun} ${predicate}`,
            ),
        ].join(' ');
  return { ...passage, sentences, who, portrait, questions: questions.slice(0, 2) };
}

/** Lower case unless it may be a name: a first word that the text shows in capitals elsewhere too. */
function lowerNoun(noun: string, text: string): string {
  const first = /^[^\s,]*/u.exec(noun)?.[0] ?? '';
  if (
    !/^\p{Lu}\p{Ll}+$/u.test(first) ||
    /^(?:Ghanaian|Kenyan|Nigerian|African|Muslim|Christian|Swahili|English|French)/u.test(first)
  )
    return noun;
  const again = text.slice(first.length + 1);
  return new RegExp(`[a-z,] ${first}\\b`, 'u').test(again)
    ? noun
    : noun.charAt(0).toLowerCase() + noun.slice(1);
}
