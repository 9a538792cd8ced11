import type { Language } from '../language.js';
import * as french from './french-voice.js';
import { type Ear, type Passage, VOICES } from './passage.js';
import type { PlaceVoice } from './hear-place.js';
import { asSentence, cutAtWord, sentencesOf, tidy, upperFirst, withoutFinalPunctuation } from './prose.js';

const TITLE = 60;

export interface OfferVoice extends Passage {
  /** What the customer gets, for headings; at most 60 characters. */
  readonly title: string;
  /** The offer said to a visitor: "Retrouvez …" for an infinitive, else the first sentence. */
  readonly spoken: string;
  /** What follows the title in the person's sentence, e.g. "à partir de 25 000 FCFA"; null when nothing does. */
  readonly tail: string | null;
  /** "aider les femmes … à …" without subject; null when the offer is not told that way. */
  readonly help: { readonly who: string; readonly outcome: string } | null;
}

const HEADING_BREAK =
  /(?:,? (?=(?:à partir de|à|au|en|pour|avec|dans|sur|chez|par|dès|jusqu['’]|sans|from|for|with|at|in|by|before|without|to|on|that|where) )|, |; | ?: | [–—(] ?)/gu;
/** "Nous proposons un bar grillé": the heading is the thing. */
const OFFERING =
  /^(?:(?:nous|on) (?:proposons|propose|vendons|vend|offrons|offre) (?=une?\s|des\s|du\s|de la\s|le\s|la\s|les\s)|we (?:offer|sell|provide) )/iu;
const STRONG_BREAK = /^,? (?:avec|pour|grâce|dès|sans|dans|en|with|for|from|without|in|before) /iu;
const PRICE_LEAD =
  /(?<![\s,;:(–—-])[\s,;:(–—-]+(?:(?:coûtent|coûte|costs?|[àa] partir de|dès|entre|pour|à|a|de|from|for|at|only|starting at|seulement)\s*){0,8}$/iu;

/** The heading of a longer promise, at most 60 characters, and what follows it. Prefers to leave the price out. */
function headline(promise: string, price: string | null): { title: string; tail: string | null } {
  const text = withoutFinalPunctuation(promise).replace(OFFERING, '');
  const at = price === null ? -1 : text.indexOf(price);
  const beforePrice = at > 0 ? text.slice(0, at).replace(PRICE_LEAD, '').length : -1;
  // "…, déplacement à 50 000": what has that price is a word of the next part, not of the heading.
  const comma = text.slice(0, Math.max(0, beforePrice)).lastIndexOf(', ');
  const isOfNextPart = comma >= 12 && /^, \p{L}+$/u.test(text.slice(comma, beforePrice));
  if (beforePrice >= 12 && beforePrice <= TITLE) return split(text, isOfNextPart ? comma : beforePrice);
  if (text.length <= TITLE) return { title: upperFirst(text), tail: null };
  const breaks = [...text.matchAll(HEADING_BREAK)]
    .map(({ index }) => index)
    .filter((index) => index >= 12 && index <= TITLE);
  const commas = breaks.filter((index) => /^ ?[,;:]/u.test(text.slice(index)));
  const strong = breaks.filter((index) => STRONG_BREAK.test(text.slice(index)));
  const best = commas.at(-1) ?? strong.at(-1) ?? breaks.at(-1);
  if (best !== undefined && !/\b\p{N}{1,20}$/u.test(text.slice(0, best))) return split(text, best);
  const title = cutAtWord(text, TITLE);
  return split(text, title.length);
}

function split(text: string, at: number): { title: string; tail: string | null } {
  const title = withoutFinalPunctuation(text.slice(0, at));
  const tail = text
    .slice(at)
    .replace(/^[\s,;:–—-]+/u, '')
    .replace(/^(?:coûtent?|costs?) /iu, '')
    .trim();
  return { title: upperFirst(title), tail: /[\p{L}\p{N}]/u.test(tail) && !GOES_ON.test(tail) ? tail : null };
}

/** "la recevoir au garage", "and a chapati": what only goes on with the sentence is no line of its own. */
const GOES_ON =
  /^(?:(?:et|ou|puis|mais|and|or|then|but) |(?:ne |se |la |le |les |l['’])\p{L}+(?:(?<!i)er|ir|oir)(?!\p{L}))/iu;
/** A second infinitive, which would have to become an imperative too. */
const CHAINED =
  /(?:,|,? et|,? puis|,? ou) (?:(?:ne|se|le|la|les|y|en|lui|leur) |[nsl]['’])+\p{L}{2,}(?:(?<!i)er|ir|oir)(?!\p{L})|(?: et|,? puis| ou) \p{L}{2,}(?:(?<!i)er|ir)(?!\p{L})/iu;

const HELP: Readonly<Record<Language, RegExp>> = {
  fr: /^(?:j['’]aide|je permets|nous aidons|nous permettons|on aide|aider|aide|permettre) (?:à |aux )?(?<who>.{3,90}?) (?:à|de|d['’]) ?(?<outcome>(?:ne (?:jamais|plus|pas|rien) |mieux |bien |s['’]|se |l['’]|les? |la |y )?\p{L}+(?:er|ir|oir|re)\b(?<!offre|notre|votre|quatre|autre).*)$/isu,
  en: /^(?:I|we)(?: can)? help (?<who>.{3,90}?) (?:to )?(?<outcome>(?:never |not |stop |always )?(?:get|have|find|serve|hire|host|keep|save|raise|learn|sell|buy|eat|pass|send|pay|build|make|start|look|feel|move|know|stock|ship|cook|grow|earn|reach|drive|speak|write|store|protect|repair|dress|sleep|travel|finish|become|see|read|care|stay|live|work|avoid|cut|reduce|open|run|win|plan|receive|deliver|choose|wear|enjoy|prepare|organi[sz]e|understand|improve|increase|recover|heal|walk|give|take|bring|use|share|order|track|manage|rent|own|lose|throw)\b.*)$/isu,
};

const SHORT_NOUN_PHRASE =
  /^\p{L}[\p{L}'’-]*(?:\s\p{L}[\p{L}'’-]*){0,2}\s?(?: ?(?:in|of|at|around|from|near|on|and) [^,:;]{2,40})?$/u;

/** `price`: the words of the price, which headings leave out where they can. */
export function hearOffer(passage: Passage, ear: Ear, place: PlaceVoice, price: string | null): OfferVoice {
  const { language } = ear;
  if (passage.isForeign || passage.raw === '') {
    const name = upperFirst(tidy(ear.brief.business_name));
    const title = cutAtWord([name, place.within].filter(Boolean).join(' '), TITLE);
    return { ...passage, title, spoken: passage.sentences[0] ?? '', tail: null, help: null };
  }
  const first = sentencesOf(passage.raw)[0] ?? passage.raw;
  const match = HELP[language].exec(withoutFinalPunctuation(first));
  const named = match?.groups?.who;
  // English does not mark where the verb begins: what is no short noun phrase may hold a verb that we do not know.
  const who = named && (language === 'fr' || SHORT_NOUN_PHRASE.test(named)) ? named : undefined;
  const voiced = match?.groups?.outcome ? VOICES[language].inOurVoice(match.groups.outcome) : null;
  const outcome = voiced ?? undefined;
  if (who && outcome) {
    const isChained = language === 'fr' && CHAINED.test(outcome);
    const promise = isChained ? outcome : VOICES[language].asInvitation(outcome);
    const definite = language === 'fr' ? french.withDefiniteArticle(who) : who;
    const heading = headline(promise, price);
    return {
      ...passage,
      ...heading,
      spoken: (passage.sentences[0] ?? '')
        .replace(/^Aider (?=\p{L})/u, 'Nous aidons ')
        .replace(/^Permettre (?=\p{L})/u, 'Nous permettons '),
      help: definite === null ? null : { who: definite, outcome },
    };
  }
  const shown = passage.sentences[0] ?? first;
  const isTurned = !/^[«“]/u.test(shown);
  const invitation =
    language === 'fr' &&
    isTurned &&
    /^\p{L}+(?:er|ir|oir)\b/iu.test(first) &&
    !/^\p{L}+(?:ier)\b/iu.test(first) &&
    !CHAINED.test(first)
      ? french.asInvitation(withoutFinalPunctuation(first))
      : withoutFinalPunctuation(isTurned ? shown : first);
  return {
    ...passage,
    ...headline(invitation, price),
    spoken: isTurned ? asSentence(invitation) : shown,
    help: null,
  };
}
