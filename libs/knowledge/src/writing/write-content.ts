import { IDEA_TEXTS } from '../business-brief.js';
import type { Language } from '../language.js';
import type { ProvenanceMap } from '../provenance.js';
import type {
  AboutPage,
  ContactPage,
  ContentResult,
  Homepage,
  ServicesPage,
} from '../results/content-result.js';
import { contentStems } from '../text/fold.js';
import { CONTENT_PHRASES, THEME_SIGNS } from './content-phrases.js';
import type { ContentPhrases, ValueTheme } from './content-wording.js';
import { hearIdea, type IdeaVoice } from './idea-voice.js';
import { type KnowledgeInput, rule, YOU_SAID } from './knowledge-input.js';
import { ask, openQuestions } from './missing-information.js';
import { inline } from './inline.js';
import {
  cutAtWord,
  excerpt,
  listed,
  quoted,
  sentencesOf,
  typeset,
  upperFirst,
  withoutFinalPunctuation,
} from './prose.js';
import { typesetAll } from './typeset-all.js';
import type { Written } from './written.js';

const TITLE = 60;
const SUBTITLE = 120;
const BUTTON = 40;
/** Of a service inside a sentence. */
const SERVICE = 60;

/** The person's sentences, each used once a page. */
class Sayings {
  private readonly rest: string[];

  constructor(sentences: readonly string[]) {
    this.rest = [...new Set(sentences)];
  }

  take(): string | null {
    return this.rest.shift() ?? null;
  }

  /** Removes a sentence that the page has used elsewhere. */
  drop(sentence: string): void {
    const at = this.rest.indexOf(sentence);
    if (at >= 0) this.rest.splice(at, 1);
  }
}

class ContentWriter {
  private readonly phrases: ContentPhrases;
  private readonly language: Language;

  constructor(private readonly idea: IdeaVoice) {
    this.language = idea.language;
    this.phrases = CONTENT_PHRASES[idea.language];
  }

  private line(
    slot: keyof ContentPhrases &
      (
        | 'heroBridge'
        | 'heroWelcome'
        | 'noVision'
        | 'aboutCall'
        | 'servicesIntro'
        | 'replyPromise'
        | 'whatsappLabels'
        | 'phoneChannelLabels'
        | 'emailLabels'
        | 'visitLabels'
        | 'placeBenefit'
        | 'nameBenefit'
      ),
  ): string {
    return this.idea.variety.pick(slot, this.phrases[slot])(this.idea);
  }

  private lineWith(
    slot:
      | 'forWhom'
      | 'price'
      | 'audience'
      | 'wish'
      | 'goal'
      | 'statement'
      | 'journey'
      | 'plainWork'
      | 'alsoWish'
      | 'helpMission'
      | 'offerMission'
      | 'offerOnly'
      | 'approach'
      | 'contactIntro'
      | 'messageLabels'
      | 'tone'
      | 'servicesBenefit',
    said: string,
  ): string {
    return this.idea.variety.pick(slot, this.phrases[slot])(this.idea, said);
  }

  private services(max: number): string {
    return listed(
      this.idea.services.slice(0, max).map((service) => inline(withoutFinalPunctuation(service), this.idea)),
      this.language,
    );
  }

  /** What a request can be about: the services, else the heading of the offer. */
  private topic(): string {
    return this.idea.services.length > 0
      ? this.services(3)
      : inline(withoutFinalPunctuation(this.idea.offer.title), this.idea);
  }

  /** @param clause of the vision, where it is not told as a whole. */
  private vision(clause = this.idea.vision.clause): string {
    const { vision } = this.idea;
    if (vision.isVague || vision.raw === '') return this.line('noVision');
    const [first = '', ...others] = vision.sentences;
    const told =
      clause === null || vision.form === 'statement'
        ? this.lineWith('statement', first)
        : this.lineWith(vision.form, clause);
    return [told, ...others].join(' ');
  }

  private button(text: string): string {
    return upperFirst(cutAtWord(withoutFinalPunctuation(text), BUTTON));
  }

  homepage(): Homepage {
    const { idea, phrases } = this;
    const { offer, audience, difference, mission, pack } = idea;
    const calls = pack.callToAction[this.language];
    const sayings = new Sayings(
      this.unlessShownApart([...difference.own, ...mission.sentences, ...offer.sentences.slice(1)]),
    );
    const question = audience.questions[0];
    const opening =
      question === undefined ? this.line('heroWelcome') : `${question} ${this.line('heroBridge')}`;
    const offerSentence = offer.spoken || this.line('placeBenefit');
    const mainValue = sayings.take() ?? offerSentence;
    const why = audience.questions[1] === undefined ? null : sayings.take();
    const benefits = this.benefits(sayings);
    const portrait = audience.portrait === null ? null : this.lineWith('audience', audience.portrait);
    const otherReason = portrait !== null && !benefits.includes(portrait) ? portrait : this.vision();
    const whyChooseUs =
      why === null ? (sayings.take() ?? otherReason) : `${audience.questions[1] ?? ''} ${why}`;
    return {
      hero_section: {
        title: cutAtWord(typeset(offer.title, this.language), TITLE),
        subtitle: this.subtitle(),
        hero_paragraph: `${opening} ${offerSentence}`,
        primary_cta: this.button(calls.primary),
        secondary_cta: this.button(calls.secondary),
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
        intro: idea.services.length > 0 ? this.line('servicesIntro') : this.offerOnly(),
        highlights: idea.services.slice(0, 3).map((service) => {
          const price = this.priceOf(service);
          return price === null
            ? upperFirst(service)
            : `${upperFirst(withoutFinalPunctuation(service))} (${price})`;
        }),
      },
      cultural_adaptation: {
        local_references: this.localReferences(),
        community_focus: whyChooseUs === this.vision() ? null : this.communityFocus(),
        language_tone: idea.variety.pick('tone', phrases.tone)(idea, this.ownWords()),
      },
    };
  }

  /** Credentials and the guarantee have their own place on the page. */
  private unlessShownApart(sentences: readonly string[]): string[] {
    const { credentials, guarantees } = this.idea;
    const others = sentences.filter(
      (sentence) => !credentials.includes(sentence) && sentence !== guarantees[0],
    );
    return others.length > 0 ? others : [...sentences];
  }

  private offerOnly(): string {
    const { offer } = this.idea;
    const said = offer.isForeign
      ? quoted(excerpt(offer.raw, 200), this.language)
      : inline(withoutFinalPunctuation(offer.title), this.idea);
    return this.lineWith('offerOnly', said);
  }

  private ownWords(): string {
    const words = this.idea.reading.keyTerms.filter((word) => word.length <= BUTTON).slice(0, 3);
    return words.length > 0 ? words.join(', ') : this.idea.name;
  }

  private subtitle(): string {
    const { idea } = this;
    const { offer, audience, place, trade } = idea;
    const who = offer.help?.who ?? audience.who;
    // "Pour les lycéens : 700 FCFA" rather than "Pour les lycéens, pour 700 FCFA".
    const tail = offer.tail?.replace(/^(?:pour|for|a) (?=\p{N})/iu, '') ?? null;
    const options = [
      who && tail ? `${this.lineWith('forWhom', who)}${LEADS_ON.test(tail) ? ',' : ' :'} ${tail}` : null,
      who ? this.lineWith('forWhom', who) : null,
      tail ? upperFirst(tail) : null,
      trade ? [upperFirst(trade), place.within].filter(Boolean).join(' ') : null,
      [idea.name, place.within].filter(Boolean).join(' '),
    ].filter((option): option is string => option !== null);
    const fitting =
      options.find((option) => typeset(option, this.language).length <= SUBTITLE) ?? options[0] ?? idea.name;
    return cutAtWord(typeset(withoutFinalPunctuation(fitting), this.language), SUBTITLE);
  }

  /** Exactly three, from what was said; where the texts hold too little, from what else is known. */
  private benefits(sayings: Sayings): string[] {
    const { idea } = this;
    const priced = idea.price !== null ? this.lineWith('price', idea.price) : null;
    const first = sayings.take();
    const fillers = [
      ...(priced ? [priced] : []),
      ...(idea.services.length > 1 ? [this.lineWith('servicesBenefit', this.services(4))] : []),
      ...(idea.audience.portrait ? [this.lineWith('audience', idea.audience.portrait)] : []),
      ...(idea.offer.sentences[0] ? [idea.offer.sentences[0]] : []),
      ...(idea.place.within ? [this.line('placeBenefit')] : []),
      this.line('nameBenefit'),
      ...idea.variety.order('benefit filler', this.phrases.nameBenefit).map((line) => line(idea)),
    ];
    const second = first === null ? null : sayings.take();
    return [
      ...new Set([first, second, ...fillers].filter((benefit): benefit is string => benefit !== null)),
    ].slice(0, 3);
  }

  /** Places and names that the person gave or wrote themselves. */
  private localReferences(): string[] {
    const named = this.idea.reading.places.map(({ quote }) => quote.text.replace(/\s+/gu, ' ').trim());
    return [
      ...new Set(
        [this.idea.place.city, this.idea.place.region, ...named].filter((name): name is string => !!name),
      ),
    ].slice(0, 6);
  }

  private communityFocus(): string | null {
    const { vision } = this.idea;
    if (vision.isVague) return null;
    const community =
      /village|quartier|jeunes|femmes|familles|enfants|filles|apprenti|élèves|mamans|mères|gens|emploi|women|mothers|children|families|young|apprentice|community|neighbour|girls?|teenager|staff|smallholders|village/iu;
    return vision.sentences.find((sentence) => community.test(sentence)) ?? null;
  }

  about(): AboutPage {
    const { idea } = this;
    const { mission, offer, audience } = idea;
    const help = offer.help === null ? null : this.helpClause();
    const impact = this.communityImpact();
    const team = mission.sentences.length > 1 ? this.teamIntro() : null;
    const journey = [
      audience.portrait === null
        ? audience.isForeign || audience.isVague
          ? null
          : audience.sentences[0]
        : this.lineWith('audience', audience.portrait),
      mission.sentences.length > 0 ? this.work(mission.sentences.filter((told) => told !== team)) : null,
    ].filter((part): part is string => !!part);
    const offerSentence = offer.sentences[0];
    return {
      story: {
        opening: this.vision(impact === null ? undefined : idea.vision.clause?.replace(SECOND_WISH, '')),
        journey: journey.join(' ') || this.line('placeBenefit'),
        mission_statement:
          help ??
          (offerSentence
            ? this.lineWith('offerMission', inline(offerSentence, idea))
            : this.line('nameBenefit')),
      },
      values: this.values(team),
      team_intro: team,
      community_impact: impact,
      call_to_action: this.line('aboutCall'),
    };
  }

  private work(sentences: readonly string[]): string {
    const { mission } = this.idea;
    const said = sentences.join(' ');
    if (!mission.isVague || mission.isForeign) return this.lineWith('journey', said);
    return this.lineWith('plainWork', inline(withoutFinalPunctuation(said), this.idea));
  }

  /** The second wish of a vision that holds two; the first opens the page. */
  private communityImpact(): string | null {
    const { vision } = this.idea;
    const [first] = vision.sentences;
    const second = SECOND_WISH.exec(withoutFinalPunctuation(first ?? ''))?.[1];
    if (second && !vision.isForeign) return this.lineWith('alsoWish', second);
    return null;
  }

  private helpClause(): string | null {
    const { help } = this.idea.offer;
    if (help === null) return null;
    const outcome = withoutFinalPunctuation(help.outcome);
    if (this.language === 'en') return this.lineWith('helpMission', `${help.who} ${outcome}`);
    return this.lineWith('helpMission', `${help.who} à ${outcome}`);
  }

  /** Sentences about the people who do the work, if the person wrote of them. */
  private teamIntro(): string | null {
    const team =
      /équipe|apprentie?s?(?!\p{L})|(?:nos|notre|deux|trois|quatre|cinq|six|sept|huit|dix) (?:\p{L}+ )?(?:chauffeur|cuisini|coiffeu|monitr|éleveu|artisan|formateur|couturi|technicien|livreu|ouvri|collègue|zémidjan)|\b(?:our|two|three|four|five|six|seven|eight|ten|twelve) (?:\p{L}+ )?(?:team|drivers?|instructors?|beekeepers?|cooks?|apprentices?|artists?|tailors?|mechanics?|weavers?|farmers?|teachers?|nurses?|women|staff)(?!\p{L})/iu;
    const { mission, difference } = this.idea;
    return [...mission.sentences, ...difference.own].find((sentence) => team.test(sentence)) ?? null;
  }

  /** What the story of the page has not told yet. `team`: the sentence that stands below. */
  private values(team: string | null): AboutPage['values'] {
    const { idea } = this;
    const { price, services } = idea;
    const told = [
      ...idea.difference.own
        .filter((text) => text !== team)
        .map((text) => ({ text, from: 'difference' as const })),
      ...idea.offer.sentences.slice(1).map((text) => ({ text, from: 'offer' as const })),
      ...(price === null ? [] : [{ text: this.lineWith('price', price), from: 'offer' as const }]),
      ...(services.length > 1
        ? [{ text: this.lineWith('servicesBenefit', this.services(4)), from: 'mission' as const }]
        : []),
      { text: this.line('placeBenefit'), from: 'place' as const },
      { text: this.line('nameBenefit'), from: 'audience' as const },
      { text: this.line('heroWelcome'), from: 'place' as const },
    ].filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index);
    const used = new Set<string>();
    return told.slice(0, 3).map(({ text, from }) => {
      const theme = this.idea[from === 'place' || from === 'audience' ? 'audience' : from].isVague
        ? undefined
        : THEME_SIGNS.find(([name, signs]) => !used.has(name) && signs.test(text))?.[0];
      const heading = this.valueHeading(theme, from, used);
      return { value: heading, description: text };
    });
  }

  private valueHeading(
    theme: ValueTheme | undefined,
    from: keyof ContentPhrases['plainValues'],
    used: Set<string>,
  ): string {
    const headings = theme === undefined ? this.phrases.plainValues[from] : this.phrases.themes[theme];
    const heading =
      this.idea.variety.order(`value ${theme ?? from}`, headings).find((text) => !used.has(text)) ??
      headings[0] ??
      from;
    if (theme) used.add(theme);
    used.add(heading);
    return heading;
  }

  /** The price of one service: in its own words, or the offer's when the offer speaks of this service. */
  private priceOf(service: string): string | null {
    const { idea } = this;
    const own = idea.reading.prices.find(
      ({ quote }) => quote.field.startsWith('services.') && service.includes(quote.text),
    );
    if (own) return own.quote.text;
    const { price } = idea;
    const sentence =
      price === null ? undefined : sentencesOf(idea.offer.raw).find((text) => text.includes(price));
    if (price === null || sentence === undefined || BUNDLE.test(sentence.slice(0, sentence.indexOf(price))))
      return null;
    const name = contentStems(service, this.language);
    // What stands before the first comma is what the price is for; the rest comes along with it.
    const thing = sentence.slice(0, sentence.indexOf(price)).split(/[,;:]/u)[0] ?? '';
    const promised = new Set(contentStems(thing, this.language));
    return name.length >= 2 && name.every((stem) => promised.has(stem)) ? price : null;
  }

  servicesPage(): ServicesPage {
    const { idea, phrases } = this;
    const { difference, mission, offer, audience } = idea;
    // The mission is told below, as the approach.
    const sayings = new Sayings(this.unlessShownApart([...difference.own, ...offer.sentences.slice(1)]));
    const frames = idea.variety.order('service', phrases.service);
    const calls = idea.variety.order('serviceCall', phrases.serviceCall);
    const used = new Set<string>();
    const descriptions = idea.services.map((service) => {
      const told = this.sentenceAbout(service, used);
      if (told) {
        used.add(told);
        sayings.drop(told);
      }
      return told;
    });
    const services = idea.services.map((service, index) => {
      const told = descriptions[index];
      const name = upperFirst(withoutFinalPunctuation(service));
      const frame = frames[index % frames.length]?.(idea, cutAtWord(name, SERVICE)) ?? name;
      const benefit = sayings.take();
      return {
        name,
        description: told ?? frame,
        benefits: benefit === null ? [] : [benefit],
        use_cases: audience.questions[index] === undefined ? [] : [audience.questions[index] ?? ''],
        pricing_info: this.priceOf(service),
        cta: calls[index % calls.length]?.(idea, cutAtWord(name, BUTTON)) ?? name,
      };
    });
    const untold = mission.sentences.filter((sentence) => !used.has(sentence));
    const method = (untold.length > 0 ? untold : mission.sentences).join(' ');
    const only = idea.services.length === 0 ? `${this.offerOnly()} ` : '';
    return {
      services,
      service_approach:
        `${only}${method ? (mission.isVague && !mission.isForeign ? this.work(mission.sentences) : this.lineWith('approach', method)) : (offer.sentences[0] ?? this.line('nameBenefit'))}`.trim(),
      guarantees: idea.guarantees[0] ?? null,
    };
  }

  /** The person's sentence that speaks of this service: it shares a telling word with its name. */
  private sentenceAbout(service: string, used: ReadonlySet<string>): string | null {
    const { idea } = this;
    const name = contentStems(service, this.language).filter((stem) => stem.length > 3);
    if (name.length === 0) return null;
    // A mission of one sentence is told as the approach.
    const work = idea.mission.sentences.length > 1 ? idea.mission.sentences : [];
    const told = [...idea.offer.sentences, ...idea.difference.own, ...work];
    const scored = told
      .filter((text) => !used.has(text))
      .map((text) => {
        const stems = new Set(contentStems(text, this.language));
        return { text, share: name.filter((stem) => stems.has(stem)).length / name.length };
      })
      .sort((left, right) => right.share - left.share);
    const best = scored[0];
    return best && best.share > 0.5 ? best.text : null;
  }

  contact(): ContactPage {
    const { idea, phrases } = this;
    const { place, variety } = idea;
    const all = IDEA_TEXTS.map((field) => idea.brief[field]).join(' ');
    const email = /[\w.+-]+@[\w-]+\.[\w.-]*\w/u.exec(all)?.[0] ?? null;
    const phone = /\+\d[\d ()./-]{6,18}\d/u.exec(all)?.[0] ?? null;
    const topic = this.topic();
    return {
      intro: `${this.lineWith('contactIntro', topic)}${this.contactAudience()}`,
      channels: [
        { kind: 'whatsapp', value: null, label: this.line('whatsappLabels') },
        { kind: 'phone', value: phone, label: this.line('phoneChannelLabels') },
        { kind: 'email', value: email, label: this.line('emailLabels') },
        { kind: 'visit', value: null, label: this.line('visitLabels') },
      ],
      location: { city: place.city, region: place.region, country: place.country },
      hours: null,
      form_fields: [
        { name: 'name', label: variety.pick('nameLabels', phrases.nameLabels), required: true },
        { name: 'phone', label: variety.pick('phoneLabels', phrases.phoneLabels), required: true },
        { name: 'message', label: this.lineWith('messageLabels', topic), required: true },
      ],
      reply_promise: this.line('replyPromise'),
    };
  }

  /** The offer said once more, so that whoever lands here knows where they are. */
  private contactAudience(): string {
    const { offer, services } = this.idea;
    const sentence = offer.spoken;
    return sentence && (services.length > 0 || offer.isForeign) ? ` ${sentence}` : '';
  }

  result(): ContentResult {
    const { idea, language } = this;
    const audience =
      idea.audience.portrait ??
      (idea.audience.raw ? quoted(excerpt(idea.audience.raw, 200), language) : idea.name);
    const messages = [
      idea.offer.sentences[0],
      idea.difference.own[0],
      idea.vision.isVague ? undefined : idea.vision.sentences[0],
    ];
    const asked = openQuestions(idea);
    const unpriced = idea.services.filter((service) => this.priceOf(service) === null);
    return {
      homepage: { [language]: this.homepage() },
      about: { [language]: this.about() },
      services: { [language]: this.servicesPage() },
      contact: { [language]: this.contact() },
      seo_metadata: null,
      languages_generated: [language],
      primary_language: language,
      content_strategy: {
        tone: this.lineWith('tone', this.ownWords()),
        audience: upperFirst(audience),
        key_messages: messages.filter((message): message is string => !!message),
      },
      generation_metadata: { sections_generated: ['homepage', 'about', 'services', 'contact'], errors: [] },
      missing_information: [
        ask(idea, 'contact.whatsapp'),
        ask(idea, 'contact.address'),
        ask(idea, 'contact.hours'),
        ask(idea, 'contact.email'),
        ask(idea, 'photos'),
        ...(idea.socialProof.length === 0 ? [ask(idea, 'trust.social_proof')] : []),
        ...(unpriced.length > 0 ? [ask(idea, 'services.prices')] : []),
        ...asked,
      ],
    };
  }
}

/** "… que les élèves mangent, et que leurs mères se reposent". */
const SECOND_WISH = /, et (qu(?:e |['’]).{12,})$/isu;

/** What has this before its price is more than one thing, or a part of one: its price is not that of a service. */
const BUNDLE = /[+&]|(?<!\p{L})(?:et|ou|avec|demi|moitié|and|or|with|plus|half)(?!\p{L})/iu;

/** After these the rest of the offer follows with a comma ("…, from 8,000 naira"). */
const LEADS_ON = /^(?:à|au|avec|pour|sans|dès|sur|dans|chez|près|en|with|from|for|at|without|in|by|on) /iu;

/**
 * The texts of the site, from the person's own words: pure, same input, same bytes. What was not said is null and asked
 * for in `missing_information`. `seo_metadata` is null until synthesis fills it.
 */
export function writeContent(input: KnowledgeInput): Written<ContentResult> {
  const idea = hearIdea(input);
  const result = typesetAll(new ContentWriter(idea).result(), input.language);
  return { result, provenance: provenanceOf(idea) };
}

function provenanceOf(idea: IdeaVoice): ProvenanceMap {
  const isFrench = idea.language === 'fr';
  const buttons = rule(isFrench ? 'Boutons habituels de ce métier.' : 'Usual buttons of this trade.');
  const wording = rule(
    isFrench
      ? 'Vos mots, dans des phrases choisies par le service selon votre texte.'
      : 'Your words, in sentences that the service chose from your text.',
  );
  return {
    'homepage.hero_section': YOU_SAID,
    'homepage.hero_section.primary_cta': buttons,
    'homepage.value_proposition': YOU_SAID,
    'homepage.trust_elements': YOU_SAID,
    'homepage.services_teaser': YOU_SAID,
    'homepage.cultural_adaptation': YOU_SAID,
    'about.story': YOU_SAID,
    'about.values': wording,
    'about.call_to_action': wording,
    'services.services': YOU_SAID,
    'services.service_approach': YOU_SAID,
    'services.guarantees': YOU_SAID,
    'contact.intro': wording,
    'contact.channels': rule(
      isFrench
        ? 'Moyens de contact habituels ; les coordonnées sont à donner par vous.'
        : 'Usual ways to get in touch; the details are yours to give.',
    ),
    'contact.form_fields': wording,
    content_strategy: wording,
  };
}
