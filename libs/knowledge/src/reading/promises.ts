import { type Channel, CHANNELS, type Quote, type StatedChannel } from './idea-reading.js';
import { isVerb } from './lexicon.js';
import {
  clauses,
  cutAt,
  hitsWithin,
  quote,
  sentences,
  type SourceText,
  type Span,
  spanText,
  wholeOf,
} from './source-text.js';

const CHANNEL_WORDS: Readonly<Record<Channel, RegExp>> = {
  whatsapp: /(?<![a-z])(?:whats ?app|watsapp)(?![a-z])/gu,
  facebook: /(?<![a-z])facebook(?![a-z])/gu,
  instagram: /(?<![a-z])(?:instagram|insta)(?![a-z])/gu,
  tiktok: /(?<![a-z])tik ?tok(?![a-z])/gu,
  telegram: /(?<![a-z])telegram(?![a-z])/gu,
  youtube: /(?<![a-z])youtube(?![a-z])/gu,
  linkedin: /(?<![a-z])linkedin(?![a-z])/gu,
  google: /(?<![a-z])google(?: maps)?(?![a-z])/gu,
  sms: /(?<![a-z])(?:sms|text messages?)(?![a-z])/gu,
  phone:
    /(?<![a-z])(?:(?:par|au) telephone|appels? telephoniques?|(?:by|over the|on the) phone|phone calls?|call us)(?![a-z])/gu,
  email: /(?<![a-z])(?:e-?mails?|courriels?|mail)(?![a-z])/gu,
  website: /(?<![a-z])(?:site (?:web|internet)|web ?site)(?![a-z])/gu,
  market: /(?<![a-z])(?:(?:au|aux|sur les) marches?|at the markets?|(?:on|at) market days?)(?![a-z])/gu,
  word_of_mouth: /(?<![a-z])(?:bouche[ -]a[ -]oreille|word[ -]of[ -]mouth)(?![a-z])/gu,
  radio: /(?<![a-z])radios?(?![a-z])/gu,
  leaflet: /(?<![a-z])(?:flyers?|prospectus|affiches?|leaflets?|posters?)(?![a-z])/gu,
};

/** Ways to reach people that a text names; each channel once. A market is one only where customers are spoken of. */
export function findChannels(source: SourceText): StatedChannel[] {
  const channels = CHANNELS.flatMap((channel) => {
    if (channel === 'market' && source.field === 'differentiation') return [];
    const span = hitsWithin(source, wholeOf(source), CHANNEL_WORDS[channel])[0];
    const words = span && quote(source, span);
    return words ? [{ channel, quote: words }] : [];
  });
  return channels.sort((one, other) => one.quote.start - other.quote.start);
}

const PURPOSE =
  /(?<![\s,])[\s,]+(?=(?:pour qu|afin|so that|in order to|parce qu|because|ce qui|which)(?![a-z]))/gu;
const JOINED = /(?<![a-z])(?:et|and) /gu;
const DETERMINER = /^(?:une?|des|an?|avec|with)$/u;
const FIRST_WORD = /[a-z']+/uy;

/** Things said one after another within a clause: parted at "et" before an article or a verb, and before a purpose. */
function statements(source: SourceText, sentence: Span): Span[] {
  const parts = clauses(source, sentence).flatMap((clause) =>
    cutAt(source, clause, hitsWithin(source, clause, PURPOSE)),
  );
  return parts.flatMap((part) => {
    const joints = hitsWithin(source, part, JOINED).filter(({ start, end }) => {
      if (start <= part.start || end >= part.end) return false;
      FIRST_WORD.lastIndex = end;
      const word = FIRST_WORD.exec(source.plain)?.[0] ?? '';
      return DETERMINER.test(word) || isVerb(word);
    });
    return cutAt(source, part, joints);
  });
}

const HOLLOW =
  /(?<![a-z])(?:qualites?|satisfactions?|resultats?|quality|results?|service)(?: (?:est|sont|is|are))?(?: (?:totale(?:ment)?|toujours|100 ?%|fully|always))? (?:garanti[a-z]*|guaranteed)(?![a-z])|(?:garanti[a-z]*|guarantee[a-z]*) (?:100 ?% )?(?:qualite|satisfaction|quality)/gu;
const REMEDY =
  /(?<![a-z])(?:rembours[a-z]*|garanti[a-z]*|gratuit[a-z]*|offert(?:e|s|es)?|satisfaits? ou|refund[a-z]*|guarantee[a-z]*|warrant[a-z]*|money[ -]back|(?<!feel |[a-z]-|duty |trouble )free(?! time|lance))(?![a-z-])/u;
const PROOF =
  /(?<![a-z])(?:film(?:e|es|ed|ons|ent|ing)?|photos?|videos?|(?<!\b(?:ai|as|a|ont|avons|est|sont|ete) )recus?|facture[s]?|par ecrit|(?<!\b(?:il|elle|on) )ecrit(?:e|s|es)?|written|in writing|receipts?|invoices?|certifi[a-z]*|certificats?|diplom[a-z]*|preuves?|proofs?|temoignages?|testimonials?|serial numbers?|numeros? de serie|attestations?|brevets?|patent(?:s|ed)?|contrats?|contracts?|diagnostics?|diagnose|veterinaires?|veterinar[a-z]*|laboratoires?|laborator(?:y|ies)|tested|teste(?:e|s|es)|report progress|agree(?:e|s|es)? par|licen[cs]ed|in front of (?:its|the|their|his|her|you)|devant (?:le client|la cliente|vous|toi)|sous (?:vos|ses|leurs) yeux|poids (?:affiche|verifie)|sous contrat|clips?|tracabilite|traceab[a-z]*|tracking)(?![a-z])/u;
const OTHERWISE =
  /^(?:sinon|ou (?:alors )?(?:je|nous|on|le|la|les|vous)|otherwise|or (?:the|you|your|we|i|it)|if not)(?![a-z])/u;
/** Said of the others: "ne garantissent ni le poids ni le jour". */
const DENIED =
  /(?<![a-z])(?:ne|n'[a-z]+|aucune?|will not|won't|pas (?:de|d')|don't|do not|does not|doesn't|cannot|can't|never|no one|nobody|sans|without) ?/u;

/** Characters before a promise within which a negation is about it. */
const DENIAL_REACH = 16;

/** A remedy that stands on what was promised before it is quoted with that promise. */
function withCondition(source: SourceText, sentence: Span, statement: Span): Span {
  return OTHERWISE.test(spanText(source, statement))
    ? { start: sentence.start, end: statement.end }
    : statement;
}

const LEADING_WORD = /^(?:et|and|mais|but|avec|with|puis|then) /u;

function quoted(source: SourceText, span: Span): Quote | null {
  const lead = LEADING_WORD.exec(spanText(source, span))?.[0].length ?? 0;
  return quote(source, { start: span.start + lead, end: span.end });
}

function findClauses(source: SourceText, pattern: RegExp): Quote[] {
  const found = sentences(source).flatMap((sentence) =>
    statements(source, sentence)
      .filter((statement) => {
        const text = spanText(source, statement).replace(HOLLOW, ' ');
        const at = text.search(pattern);
        return at >= 0 && !DENIED.test(text.slice(Math.max(0, at - DENIAL_REACH), at));
      })
      .map((statement) =>
        quoted(source, pattern === REMEDY ? withCondition(source, sentence, statement) : statement),
      ),
  );
  return found.filter((words) => words !== null);
}

/** Promises with a remedy or a certainty; "qualité garantie" is none. */
export const findGuarantees = (source: SourceText): Quote[] => findClauses(source, REMEDY);

/** Clauses that name something which can be shown or checked. */
export const findProofs = (source: SourceText): Quote[] => findClauses(source, PROOF);
