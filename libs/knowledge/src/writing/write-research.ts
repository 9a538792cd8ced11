import { countryPack } from '../countries/country-packs.js';
import type { Language } from '../language.js';
import type { FactSource, Provenance } from '../provenance.js';
import type { Channel } from '../reading/idea-reading.js';
import type { ResearchResult } from '../results/research-result.js';
import type { CompetitorKind } from '../sectors/sector-pack.js';
import { contentStems } from '../text/fold.js';
import { inCountry as frenchCountry } from './french-voice.js';
import { WHERE_FOUND } from './hear-audience.js';
import { hearIdea, type IdeaVoice } from './idea-voice.js';
import { inline } from './inline.js';
import { type KnowledgeInput, rule, YOU_SAID } from './knowledge-input.js';
import { ask, openQuestions } from './missing-information.js';
import { choose } from './pack-choice.js';
import { excerpt, listed, quoted, sentencesOf, tidy, upperFirst, withoutOuterQuotes } from './prose.js';
import { RESEARCH_PHRASES, type ResearchPhrases } from './research-phrases.js';
import { typesetAll } from './typeset-all.js';
import type { Written } from './written.js';

/** The most of a text that is repeated inside a sentence of the research. UTF-16 units. */
const QUOTED = 220;

const CHANNEL_NAMES: Readonly<Record<Language, Readonly<Partial<Record<Channel, string>>>>> = {
  fr: {
    whatsapp: 'WhatsApp',
    facebook: 'Facebook',
    instagram: 'Instagram',
    tiktok: 'TikTok',
    telegram: 'Telegram',
    youtube: 'YouTube',
    linkedin: 'LinkedIn',
    google: 'Google',
    sms: 'SMS',
    phone: 'téléphone',
    email: 'e-mail',
    website: 'site web',
    market: 'marché',
    word_of_mouth: 'bouche à oreille',
    radio: 'radio',
  },
  en: {
    whatsapp: 'WhatsApp',
    facebook: 'Facebook',
    instagram: 'Instagram',
    tiktok: 'TikTok',
    telegram: 'Telegram',
    youtube: 'YouTube',
    linkedin: 'LinkedIn',
    google: 'Google',
    sms: 'SMS',
    phone: 'phone',
    email: 'email',
    website: 'website',
    market: 'market',
    word_of_mouth: 'word of mouth',
    radio: 'radio',
  },
};

class ResearchWriter {
  private readonly phrases: ResearchPhrases;
  private readonly language: Language;

  constructor(private readonly idea: IdeaVoice) {
    this.language = idea.language;
    this.phrases = RESEARCH_PHRASES[idea.language];
  }

  private say(slot: Exclude<keyof ResearchPhrases, 'soon' | 'theOthers'>, said: string, other = ''): string {
    return this.idea.variety.pick(`research ${slot}`, this.phrases[slot])(said, other);
  }

  /** Words of the person inside a sentence of ours. */
  private words(text: string): string {
    const bare = withoutOuterQuotes(text);
    return quoted(inline(excerpt(bare, QUOTED), this.idea), this.language);
  }

  /** Who buys, in a noun phrase where the text gives one, else in the person's words. */
  private who(): string {
    const { audience, name } = this.idea;
    if (audience.portrait !== null) return audience.portrait;
    return audience.raw ? this.words(sentencesOf(audience.raw)[0] ?? audience.raw) : name;
  }

  private segment(): string {
    const { trade, place, pack } = this.idea;
    const field = [upperFirst(trade || pack.label[this.language]), place.within].filter(Boolean).join(' ');
    return `${field} : ${this.who()}`;
  }

  private channels(): string[] {
    const named = this.idea.reading.channels.map(({ channel, quote }) =>
      channel === 'market'
        ? tidy(quote.text).replace(/^(?:au|aux|à la|sur le|dans le|at the|in the|the) /iu, '')
        : (CHANNEL_NAMES[this.language][channel] ?? tidy(quote.text)),
    );
    return [...new Set(named)];
  }

  /** The sentence in which the person tells where customers are met. */
  private meeting(): string | null {
    return sentencesOf(this.idea.audience.raw).find((sentence) => WHERE_FOUND.test(sentence)) ?? null;
  }

  private competitors(): ResearchResult['competitors'] {
    const { idea, language } = this;
    const rivals = idea.difference.rivals.map((rival) => this.words(rival));
    const said = new Set(contentStems(idea.difference.rivals.join(' '), language));
    const named = (kind: CompetitorKind): number =>
      contentStems(kind.kind[language], language).filter((stem) => said.has(stem)).length;
    const picked = choose(idea, 'competitors', idea.pack.competitors, 3, ({ kind, strengths, weaknesses }) =>
      [kind[language], ...strengths[language], ...weaknesses[language]].join(' '),
    ).sort((left, right) => named(right) - named(left));
    const remark = rivals[0] === undefined ? null : this.say('rivalWeakness', rivals[0]);
    const isKnown = picked[0] !== undefined && named(picked[0]) > 0;
    const ofTrade = picked.map(({ kind, strengths, weaknesses }, index) => ({
      kind: kind[language],
      strengths: idea.variety.order(`strengths ${index}`, strengths[language]).slice(0, 2),
      weaknesses: [
        ...(index === 0 && isKnown && remark !== null ? [remark] : []),
        ...idea.variety.order(`weaknesses ${index}`, weaknesses[language]).slice(0, 2),
      ],
    }));
    const described = {
      kind: idea.variety.pick('theOthers', this.phrases.theOthers),
      strengths: [
        upperFirst(this.say('worthAsking', language === 'fr' ? "ce qu'ils font bien" : 'what they do well')),
      ],
      weaknesses: [remark ?? ''],
    };
    return [...(remark !== null && !isKnown ? [described] : []), ...ofTrade]
      .slice(0, 3)
      .map((competitor) => ({ name: null, ...competitor, market_position: null, url: null, sources: [] }));
  }

  private opportunities(): ResearchResult['opportunities'] {
    const { idea, language } = this;
    const soon = idea.variety.order('soon', this.phrases.soon);
    const difference = idea.difference.ownWords[0];
    const channels = this.channels();
    const own = [
      idea.audience.isVague ? null : this.say('serveThem', this.who()),
      difference === undefined || idea.difference.isVague
        ? null
        : this.say('showDifference', this.words(difference)),
      channels.length > 0 ? this.say('beWhereTheyAre', listed(channels, language)) : null,
    ]
      .filter((opportunity): opportunity is string => opportunity !== null)
      .map((opportunity, index) => ({
        opportunity,
        potential_impact: 'medium' as const,
        difficulty: 'low' as const,
        timeframe: soon[index % soon.length] ?? '',
        sources: [],
      }));
    const fromTrade = choose(
      idea,
      'openings',
      idea.pack.openings,
      5 - Math.max(own.length, 2),
      ({ opportunity, timeframe }) => `${opportunity[language]} ${timeframe[language]}`,
    ).map(({ opportunity, potential_impact, difficulty, timeframe }) => ({
      opportunity: opportunity[language],
      potential_impact,
      difficulty,
      timeframe: timeframe[language],
      sources: [],
    }));
    return [...own, ...fromTrade].slice(0, 5);
  }

  private pricing(): ResearchResult['pricing'] {
    const { idea, language } = this;
    const { reading, price, pack } = idea;
    const offered = [...reading.prices, ...(reading.prices.length === 0 ? reading.otherMoney : [])].filter(
      ({ quote }) => quote.field === 'value_proposition' || quote.field.startsWith('services.'),
    );
    const lows = offered.flatMap(({ low }) => (low === null ? [] : [low]));
    const highs = offered.flatMap(({ high }) => (high === null ? [] : [high]));
    const first = offered[0];
    const isOpen = offered.some(({ high, isStartingPrice }) => high === null || isStartingPrice);
    const model = this.say('pricingModel', pack.pricing.model[language]);
    const examples = idea.brief.services
      .map(tidy)
      .filter((_service, index) => offered.some(({ quote }) => quote.field === `services.${index}`));
    return {
      average_price_range: first
        ? {
            low: lows.length > 0 ? Math.min(...lows) : null,
            high: isOpen || highs.length === 0 ? null : Math.max(...highs),
            currency: first.currency ?? reading.currency,
            unit: first.unit,
          }
        : null,
      pricing_model: price === null ? model : `${model} ${this.say('ownPrice', price)}`,
      price_sensitivity: pack.pricing.sensitivity,
      examples: [
        ...(price !== null && idea.offer.raw
          ? [this.words(sentencesOf(idea.offer.raw)[0] ?? idea.offer.raw)]
          : []),
        ...examples,
      ].map(upperFirst),
    };
  }

  private culture(): { readonly text: string; readonly origin: Provenance }[] {
    const { idea, language } = this;
    const isFrench = language === 'fr';
    const channels = this.channels();
    const meeting = this.meeting();
    const places = [...new Set(idea.reading.places.map(({ quote }) => tidy(quote.text)))].filter(
      (place) => place !== idea.place.country,
    );
    const trust = choose(idea, 'trust', idea.pack.trustFactors[language], 2, (factor) => factor);
    const insights = [
      meeting !== null
        ? { text: this.say('found', this.words(meeting)), origin: YOU_SAID }
        : channels.length > 0
          ? { text: this.say('found', listed(channels, language)), origin: YOU_SAID }
          : null,
      places.length > 1
        ? { text: this.say('places', listed(places.slice(0, 5), language)), origin: YOU_SAID }
        : null,
      this.languages(),
      trust.length > 0
        ? {
            text: this.say('trust', listed(trust, language)),
            origin: rule(
              isFrench
                ? 'Habitude de ce métier, à vérifier auprès de vos clients.'
                : 'A habit of this trade, to check with your customers.',
            ),
          }
        : null,
    ];
    return insights.filter((insight): insight is { text: string; origin: Provenance } => insight !== null);
  }

  private languages(): { readonly text: string; readonly origin: Provenance } | null {
    const { country, place } = this.idea;
    if (country === null) return null;
    const { languages, name } = countryPack(country);
    if (languages.source === null || languages.value.length < 2) return null;
    const names = new Intl.DisplayNames([this.language], { type: 'language' });
    const spoken = languages.value.slice(0, 4).flatMap((code) => names.of(code) ?? []);
    const where = this.language === 'fr' ? inFrenchCountry(this.idea) : `in ${name.en}`;
    const source: FactSource = languages.source;
    return place.within === '' && where === ''
      ? null
      : {
          text: this.say('languages', listed(spoken, this.language), where),
          origin: { origin: 'fact', sources: [source] },
        };
  }

  private demographics(): ResearchResult['target_demographics'] {
    const { audience, place, reading, name } = this.idea;
    const money = reading.otherMoney.find(
      ({ role, quote }) => quote.field === 'target_audience' && role !== 'offer_price',
    );
    const age = reading.ages.find(({ quote }) => quote.field === 'target_audience');
    return {
      description: audience.raw ? excerpt(upperFirst(audience.raw), 400) : name,
      place: place.name,
      age_range: age ? tidy(age.quote.text) : null,
      budget: money ? tidy(money.quote.text) : null,
      channels: this.channels(),
    };
  }

  write(): Written<ResearchResult> {
    const { idea, language } = this;
    const { difference, offer, pack } = idea;
    const isFrench = language === 'fr';
    const own = difference.ownWords[0];
    const culture = this.culture();
    const pick = (slot: string, items: readonly string[], count: number): string[] =>
      choose(idea, slot, items, count, (item) => item);
    const promise = sentencesOf(offer.raw)[0] ?? own;
    const result: ResearchResult = {
      market_size: {
        estimation: null,
        currency: idea.country === null ? null : countryPack(idea.country).currency.value,
        low: null,
        high: null,
        year: null,
        confidence_level: 'faible',
        growth_potential: null,
        market_maturity: null,
        market_segment: this.segment(),
      },
      competitors: this.competitors(),
      opportunities: this.opportunities(),
      pricing: this.pricing(),
      cultural_insights: culture.map(({ text }) => text),
      differentiation_suggestions: [
        ...(own === undefined ? [] : [this.say('keepDifference', this.words(own))]),
        ...difference.rivals.slice(0, 1).map((rival) => this.say('othersRemark', this.words(rival))),
        ...pick('advice', pack.pricing.advice[language], 1),
      ],
      risk_factors: [
        ...(own === undefined || difference.isVague ? [] : [this.say('customerWatch', this.words(own))]),
        ...pick('risks', pack.risks[language], 2),
      ],
      success_factors: [
        ...(promise === undefined || offer.isVague ? [] : [this.say('promiseKept', this.words(promise))]),
        ...pick('success', pack.successFactors[language], 2),
      ],
      trends: [],
      target_demographics: this.demographics(),
      search_metadata: {
        timestamp: null,
        sources_consulted: 0,
        sources: [],
        search_failures: [],
        credits: 0,
      },
      missing_information: [ask(idea, 'market_size'), ask(idea, 'competitors.names'), ...openQuestions(idea)],
    };
    const ofTrade = rule(
      isFrench
        ? 'Habitudes connues de ce métier, sans source chiffrée : à vérifier sur place.'
        : 'Known habits of this trade, without a sourced figure: to be checked on site.',
    );
    const currency = idea.country === null ? null : countryPack(idea.country).currency.source;
    return {
      result: typesetAll(result, language),
      provenance: {
        market_size: rule(
          isFrench
            ? 'Aucune source consultée : pas de taille de marché inventée.'
            : 'No source was consulted: no market size is invented.',
        ),
        ...(currency === null
          ? {}
          : { 'market_size.currency': { origin: 'fact' as const, sources: [currency] } }),
        'market_size.market_segment': YOU_SAID,
        competitors: ofTrade,
        opportunities: rule(
          isFrench
            ? 'Vos mots, puis les habitudes de ce métier.'
            : 'Your words, then the habits of this trade.',
        ),
        'pricing.average_price_range': YOU_SAID,
        'pricing.pricing_model': ofTrade,
        'pricing.price_sensitivity': ofTrade,
        'pricing.examples': YOU_SAID,
        ...Object.fromEntries(culture.map(({ origin }, index) => [`cultural_insights.${index}`, origin])),
        differentiation_suggestions: rule(
          isFrench ? 'Vos mots et un conseil de métier.' : 'Your words and a piece of trade advice.',
        ),
        risk_factors: ofTrade,
        success_factors: ofTrade,
        target_demographics: YOU_SAID,
      },
    };
  }
}

/** "au Sénégal"; empty when the country is unknown. */
function inFrenchCountry({ country }: IdeaVoice): string {
  if (country === null) return '';
  return frenchCountry(country, countryPack(country).name.fr);
}

/**
 * What can be said of the market without a search: the person's own words, the habits of the trade, sourced facts about
 * the country. No market size, no named rival, no trend is invented; they are asked for. Pure: same input, same bytes.
 */
export function writeResearch(input: KnowledgeInput): Written<ResearchResult> {
  return new ResearchWriter(hearIdea(input)).write();
}
