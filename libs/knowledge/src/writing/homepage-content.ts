import type { Homepage } from '../results/content-result.js';
import { cutAtWord, typeset, upperFirst, withoutFinalPunctuation } from './prose.js';
import { Sayings } from './sayings.js';
import { BUTTON, type ContentVoice } from './content-voice.js';

const TITLE = 60;
const SUBTITLE = 120;
/** After these the rest of the offer follows with a comma ("…, from 8,000 naira"). */
const LEADS_ON = /^(?:à|au|avec|pour|sans|dès|sur|dans|chez|près|en|with|from|for|at|without|in|by|on) /iu;

export function homepageOf(voice: ContentVoice): Homepage {
  const { idea, phrases } = voice;
  const { offer, audience, difference, mission, pack } = idea;
  const calls = pack.callToAction[voice.language];
  const sayings = new Sayings(
    voice.unlessShownApart([...difference.own, ...mission.sentences, ...offer.sentences.slice(1)]),
  );
  const question = audience.questions[0];
  const opening =
    question === undefined ? voice.line('heroWelcome') : `${question} ${voice.line('heroBridge')}`;
  const offerSentence = offer.spoken || voice.line('placeBenefit');
  const mainValue = sayings.take() ?? offerSentence;
  const why = audience.questions[1] === undefined ? null : sayings.take();
  const benefits = benefitsOf(voice, sayings);
  const portrait = audience.portrait === null ? null : voice.lineWith('audience', audience.portrait);
  const otherReason = portrait !== null && !benefits.includes(portrait) ? portrait : voice.vision();
  const whyChooseUs =
    why === null ? (sayings.take() ?? otherReason) : `${audience.questions[1] ?? ''} ${why}`;
  return {
    hero_section: {
      title: cutAtWord(typeset(offer.title, voice.language), TITLE),
      subtitle: subtitle(voice),
      hero_paragraph: `${opening} ${offerSentence}`,
      primary_cta: button(calls.primary),
      secondary_cta: button(calls.secondary),
    },
    value_proposition: {
      main_value: mainValue,
      benefits,
      why_choose_us: whyChooseUs,
    },
    trust_elements: {
      social_proof: idea.socialProof[0] ?? null,
      credentials: idea.credentials[0] ?? null,
      guarantee: idea.guarantees[0] ?? null,
    },
    services_teaser: {
      intro: idea.services.length > 0 ? voice.line('servicesIntro') : voice.offerOnly(),
      highlights: idea.services.slice(0, 3).map((service) => {
        const price = voice.priceOf(service);
        return price === null
          ? upperFirst(service)
          : `${upperFirst(withoutFinalPunctuation(service))} (${price})`;
      }),
    },
    cultural_adaptation: {
      local_references: localReferences(voice),
      community_focus: whyChooseUs === voice.vision() ? null : communityFocus(voice),
      language_tone: idea.variety.pick('tone', phrases.tone)(idea, voice.ownWords()),
    },
  };
}

function button(text: string): string {
  return upperFirst(cutAtWord(withoutFinalPunctuation(text), BUTTON));
}

function subtitle(voice: ContentVoice): string {
  const { idea } = voice;
  const { offer, audience, place, trade } = idea;
  const who = offer.help?.who ?? audience.who;
  // "Pour les lycéens : 700 FCFA" rather than "Pour les lycéens, pour 700 FCFA".
  const tail = offer.tail?.replace(/^(?:pour|for|a) (?=\p{N})/iu, '') ?? null;
  const options = [
    who && tail ? `${voice.lineWith('forWhom', who)}${LEADS_ON.test(tail) ? ',' : ' :'} ${tail}` : null,
    who ? voice.lineWith('forWhom', who) : null,
    tail ? upperFirst(tail) : null,
    trade ? [upperFirst(trade), place.within].filter(Boolean).join(' ') : null,
    [idea.name, place.within].filter(Boolean).join(' '),
  ].filter((option): option is string => option !== null);
  const fitting =
    options.find((option) => typeset(option, voice.language).length <= SUBTITLE) ?? options[0] ?? idea.name;
  return cutAtWord(typeset(withoutFinalPunctuation(fitting), voice.language), SUBTITLE);
}

/** Exactly three, from what was said; where the texts hold too little, from what else is known. */
function benefitsOf(voice: ContentVoice, sayings: Sayings): string[] {
  const { idea } = voice;
  const priced = idea.price !== null ? voice.lineWith('price', idea.price) : null;
  const first = sayings.take();
  const fillers = [
    ...(priced ? [priced] : []),
    ...(idea.services.length > 1 ? [voice.lineWith('servicesBenefit', voice.services(4))] : []),
    ...(idea.audience.portrait ? [voice.lineWith('audience', idea.audience.portrait)] : []),
    ...(idea.offer.sentences[0] ? [idea.offer.sentences[0]] : []),
    ...(idea.place.within ? [voice.line('placeBenefit')] : []),
    voice.line('nameBenefit'),
    ...idea.variety.order('benefit filler', voice.phrases.nameBenefit).map((line) => line(idea)),
  ];
  const second = first === null ? null : sayings.take();
  return [
    ...new Set([first, second, ...fillers].filter((benefit): benefit is string => benefit !== null)),
  ].slice(0, 3);
}

/** Places and names that the person gave or wrote themselves. */
function localReferences(voice: ContentVoice): string[] {
  const named = voice.idea.reading.places.map(({ quote }) => quote.text.replace(/\s+/gu, ' ').trim());
  return [
    ...new Set(
      [voice.idea.place.city, voice.idea.place.region, ...named].filter((name): name is string => !!name),
    ),
  ].slice(0, 6);
}

function communityFocus(voice: ContentVoice): string | null {
  const { vision } = voice.idea;
  if (vision.isVague) return null;
  const community =
    /village|quartier|jeunes|femmes|familles|enfants|filles|apprenti|élèves|mamans|mères|gens|emploi|women|mothers|children|families|young|apprentice|community|neighbour|girls?|teenager|staff|smallholders|village/iu;
  return vision.sentences.find((sentence) => community.test(sentence)) ?? null;
}
