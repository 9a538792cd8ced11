import type { Language } from '../language.js';
import type { SeoResult } from '../results/seo-result.js';
import { contentStems, fold } from '../text/fold.js';
import { hearIdea, type IdeaVoice } from './idea-voice.js';
import { inline } from './inline.js';
import { type KnowledgeInput, rule, YOU_SAID } from './knowledge-input.js';
import { ask, openQuestions } from './missing-information.js';
import { choose, ideaText } from './pack-choice.js';
import {
  cutAtWord,
  excerpt,
  listed,
  quoted,
  sentencesOf,
  tidy,
  typeset,
  upperFirst,
  withoutFinalPunctuation,
  withoutOuterQuotes,
} from './prose.js';
import { SEO_PHRASES, type SeoPhrases } from './seo-phrases.js';
import { typesetAll } from './typeset-all.js';
import type { Written } from './written.js';

/** What search engines show of a title and of a description, in characters. */
const TITLE = { from: 50, to: 60 } as const;
const DESCRIPTION = { least: 50, from: 150, to: 160 } as const;
const KEYWORD = 60;
const HEADING = 90;

/** Every subset of the pieces in their order, those with earlier pieces first. */
function subsets(pieces: readonly string[]): string[][] {
  return pieces.reduceRight<string[][]>(
    (rest, piece) => [...rest.map((subset) => [piece, ...subset]), ...rest],
    [[]],
  );
}

class SeoWriter {
  private readonly phrases: SeoPhrases;
  private readonly language: Language;

  constructor(private readonly idea: IdeaVoice) {
    this.language = idea.language;
    this.phrases = SEO_PHRASES[idea.language];
  }

  private say(slot: keyof SeoPhrases, said = ''): string {
    const { variety, name, place } = this.idea;
    return this.fill(variety.pick(`seo ${slot}`, this.phrases[slot])(name, place.within, said));
  }

  private fill(text: string): string {
    return typeset(text, this.language);
  }

  private services(count: number): string {
    return listed(
      this.idea.services
        .slice(0, count)
        .map((service) => inline(withoutFinalPunctuation(service), this.idea)),
      this.language,
    );
  }

  /** Search phrases as people type them: lower case but for names, no final punctuation, each once. */
  private keywords(candidates: readonly string[], taken: ReadonlySet<string>, max: number): string[] {
    const seen = new Set(taken);
    const kept: string[] = [];
    for (const candidate of candidates) {
      const keyword = cutAtWord(withoutFinalPunctuation(typeset(candidate, this.language)), KEYWORD);
      const key = fold(keyword);
      if (kept.length >= max || !/[\p{L}\p{N}]/u.test(keyword) || seen.has(key)) continue;
      seen.add(key);
      kept.push(keyword);
    }
    return kept;
  }

  private near(text: string, place: string | null): string {
    const bare = inline(withoutFinalPunctuation(text), this.idea);
    return place === null || fold(bare).includes(fold(place))
      ? bare
      : `${cutAtWord(bare, KEYWORD - place.length - 1)} ${place}`;
  }

  private searched(): { primary: string[]; secondary: string[]; local: string[] } {
    const { idea, language } = this;
    const { place, trade, services, pack, name, offer } = idea;
    const said = new Set(contentStems(ideaText(idea), language));
    // A search for shoes must not lead to a shop that never spoke of shoes.
    const spokenOf = pack.keywords[language].filter((keyword) => {
      const stems = contentStems(keyword, language);
      return stems.filter((stem) => said.has(stem)).length * 2 > stems.length;
    });
    const ofTrade = choose(idea, 'keywords', spokenOf, 6, (keyword) => keyword);
    const town = place.city ?? place.name;
    const own = [trade, ...services].filter((term) => term !== '');
    const title = offer.isForeign || offer.isVague ? [] : [offer.title];
    const primary = this.keywords(
      [
        ...own.slice(0, 3).map((term) => this.near(term, town)),
        ...ofTrade.slice(0, 4).map((term) => this.near(term, town)),
        `${name} ${town ?? ''}`,
        ...this.askedAfter(town),
      ],
      new Set(),
      own.length >= 3 ? 5 : 4,
    );
    const taken = new Set(primary.map(fold));
    const secondary = this.keywords(
      [
        ...title.map((text) => inline(text, idea)),
        ...own.map((term) => inline(term, idea)),
        `${name} ${town ?? ''}`,
        ...ofTrade,
        ...own.map((term) => this.near(term, place.country)),
        name,
        ...this.askedAfter(null),
      ],
      taken,
      8,
    );
    const areas = [place.region, ...idea.reading.places.map(({ quote }) => tidy(quote.text))].filter(
      (area): area is string =>
        !!area && fold(area) !== fold(place.country ?? '') && fold(area) !== fold(place.city ?? ''),
    );
    const first = own[0] ?? ofTrade[0] ?? name;
    const second = own[1] ?? ofTrade[1] ?? name;
    const local = this.keywords(
      [
        ...areas.map((area, index) => this.near(index % 2 === 0 ? first : second, area)),
        ...(place.city ? [this.near(first, place.city)] : []),
        ...(place.country ? [this.near(first, place.country)] : []),
        ...services.map((service) => this.near(service, town)),
      ],
      new Set(),
      6,
    );
    return { primary, secondary, local };
  }

  /** What people type once they know the name. */
  private askedAfter(town: string | null): string[] {
    const words =
      this.language === 'fr'
        ? ['adresse', 'prix', 'horaires', 'numéro', 'avis', 'WhatsApp', 'contact', 'photos', 'livraison']
        : [
            'address',
            'prices',
            'opening hours',
            'phone number',
            'reviews',
            'WhatsApp',
            'contact',
            'photos',
            'delivery',
          ];
    return this.idea.variety
      .order('seo asked after', words)
      .map((word) => [cutAtWord(this.idea.name, 30), word, town].filter(Boolean).join(' '));
  }

  private title(): string {
    const { name, place, trade, services, offer } = this.idea;
    const subject = offer.title;
    const within = place.within;
    const wide = [within, place.region ? `(${place.region})` : ''].filter(Boolean).join(' ');
    const service = services[0] ? upperFirst(withoutFinalPunctuation(services[0])) : '';
    const more = services[1] ? `${service}, ${inline(withoutFinalPunctuation(services[1]), this.idea)}` : '';
    const job = upperFirst(trade);
    const heads = [
      subject,
      place.name ? `${subject}, ${place.name}` : '',
      job && `${job} ${within}`,
      job && `${job} ${wide}`,
      service && `${service} ${within}`,
      more && `${more} ${within}`,
      more,
    ]
      .map((head) => head.trim())
      .filter((head) => head !== '');
    const options = [
      ...heads.map((head) => `${head} | ${name}`),
      ...heads.map((head) => `${name} : ${inline(head, this.idea)}`),
      ...heads
        .filter((head) => !place.name || !head.includes(place.name))
        .map((head) => `${head} – ${name} ${within}`),
      ...heads.map((head) => `${name}, ${inline(head, this.idea)}, ${place.country ?? ''}`),
      ...heads,
    ].map((option) => this.fill(withoutFinalPunctuation(option.replace(/, $/u, '')).replace(/ [|–]$/u, '')));
    const fits = options.filter((option) => option.length <= TITLE.to);
    const best =
      fits.find((option) => option.length >= TITLE.from) ??
      fits.sort((left, right) => right.length - left.length)[0];
    return best ?? cutAtWord(this.fill(name), TITLE.to);
  }

  private description(): string {
    const { idea } = this;
    const { offer, difference, audience, price, place, name } = idea;
    const services = idea.services.length > 0 ? upperFirst(`${this.services(3)}.`) : '';
    const where = `${name}${idea.trade ? `, ${idea.trade}` : ''}${place.within ? ` ${place.within}` : ''}.`;
    const invitations = idea.variety
      .order('seo invite', this.phrases.invite)
      .map((line) => this.fill(line(name, place.within, '')));
    const pieces = [
      ...offer.sentences.slice(0, 1),
      ...difference.own.slice(0, 1),
      services,
      where,
      ...audience.questions.slice(0, 1),
      price !== null && !(offer.sentences[0] ?? '').includes(price) ? upperFirst(`${price}.`) : '',
      ...invitations.slice(0, 4),
    ]
      .map((piece) => this.fill(piece))
      .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
    const told = subsets(pieces)
      .map((subset) => subset.join(' '))
      .filter((text) => text.length >= DESCRIPTION.from && text.length <= DESCRIPTION.to);
    if (told[0] !== undefined) return told[0];
    const all = pieces.join(' ');
    const cut = `${cutAtWord(all, DESCRIPTION.to - 1)}…`;
    if (all.length > DESCRIPTION.to && cut.length >= DESCRIPTION.least) return cut;
    // Too little is left, or was there: invitations without a name or a place always fit.
    return [...pieces, ...invitations]
      .filter((piece, index, shown) => piece.length <= DESCRIPTION.to / 2 && shown.indexOf(piece) === index)
      .reduce((text, piece) =>
        text.length + piece.length < DESCRIPTION.to &&
        (text.length < DESCRIPTION.least || !invitations.includes(piece))
          ? `${text} ${piece}`
          : text,
      );
  }

  private headings(): { h1: string; h2_sections: string[] } {
    const { idea } = this;
    const { offer, place, audience, difference, price, name } = idea;
    const h1 =
      place.within && !fold(offer.title).includes(fold(place.name ?? place.within))
        ? `${offer.title} – ${place.name ?? ''}`
        : offer.title;
    const who = offer.help?.who ?? audience.who;
    const own = difference.own[0];
    const candidates = [
      idea.services.length > 0 ? this.say('servicesHeading', this.services(3)) : null,
      own === undefined
        ? null
        : this.say('differenceHeading', cutAtWord(inline(withoutFinalPunctuation(own), idea), HEADING - 30)),
      who === null || who.length > HEADING - 25 ? null : this.say('whoHeading', who),
      price === null ? null : this.say('priceHeading', price),
      this.say('contactHeading'),
      this.fill(upperFirst([idea.trade, place.within].filter(Boolean).join(' ') || name)),
      this.say('invite'),
      name,
    ];
    const h2 = [
      ...new Set(
        candidates
          .filter((heading): heading is string => !!heading)
          .map((heading) => upperFirst(withoutFinalPunctuation(heading))),
      ),
    ];
    return {
      h1: upperFirst(h1),
      h2_sections: h2.slice(0, Math.max(3, Math.min(5, candidates.slice(0, 5).filter(Boolean).length))),
    };
  }

  private structuredData(): Record<string, unknown> {
    const { idea } = this;
    const { place, services, offer, pack, price } = idea;
    const address = {
      ...(place.city ? { addressLocality: place.city } : {}),
      ...(place.region ? { addressRegion: place.region } : {}),
      ...(idea.country || place.country ? { addressCountry: idea.country ?? place.country } : {}),
    };
    const description = offer.isForeign ? excerpt(offer.raw, 300) : offer.sentences[0];
    return {
      '@context': 'https://schema.org',
      '@type': pack.schemaType,
      name: idea.name,
      ...(description ? { description } : {}),
      ...(Object.keys(address).length > 0 ? { address: { '@type': 'PostalAddress', ...address } } : {}),
      ...(place.city ? { areaServed: { '@type': 'City', name: place.city } } : {}),
      ...(services.length > 0
        ? {
            makesOffer: services.map((service) => ({
              '@type': 'Offer',
              itemOffered: { '@type': 'Service', name: upperFirst(withoutFinalPunctuation(service)) },
            })),
          }
        : {}),
      ...(price === null ? {} : { priceRange: price }),
    };
  }

  private tips(): string[] {
    const { idea } = this;
    const { offer, difference, variety } = idea;
    const subject = idea.trade || idea.pack.keywords[this.language][0] || idea.name;
    const words = (text: string): string => quoted(excerpt(withoutOuterQuotes(text), 160), this.language);
    const places = [
      ...new Set([
        idea.place.city,
        idea.place.region,
        ...idea.reading.places.map(({ quote }) => tidy(quote.text)),
      ]),
    ]
      .filter((area): area is string => !!area && area !== idea.place.country)
      .slice(0, 4);
    const proof = difference.ownWords[0] ?? offer.title;
    return [
      this.say('categoryTip', subject),
      offer.raw ? this.say('descriptionTip', words(sentencesOf(offer.raw)[0] ?? offer.raw)) : null,
      this.say('photoTip', words(proof)),
      idea.services.length > 0 ? this.say('servicesTip', this.services(4)) : null,
      places.length > 0 ? this.say('placeTip', listed(places, this.language)) : null,
      variety.pick('seo which tip', [this.say('reviewTip'), this.say('contactTip')]),
    ].filter((tip): tip is string => tip !== null);
  }

  write(): Written<SeoResult> {
    const { idea, language } = this;
    const { primary, secondary, local } = this.searched();
    const title = this.title();
    const description = this.description();
    const { name, place, variety } = idea;
    const citations = variety
      .order('seo citations', this.phrases.citations)
      .slice(0, 3)
      .map((line) => this.fill(line(name, place.within, '')));
    const result: SeoResult = {
      primary_keywords: primary,
      secondary_keywords: secondary,
      local_seo_strategy: {
        optimized_for: { city: place.city, country: place.country },
        local_keywords: local,
        google_business_profile_tips: this.tips(),
        citations,
      },
      meta_tags: {
        title,
        description,
        'og:title': title,
        'og:description': description,
        'twitter:card': 'summary',
        lang: language,
      },
      heading_structure: this.headings(),
      structured_data: this.structuredData(),
      missing_information: openQuestions(idea).filter(({ field }) =>
        /^(?:location|services|sector|offer|value_proposition)/u.test(field),
      ),
    };
    if (place.city !== null) result.missing_information.push(ask(idea, 'contact.address'));
    const isFrench = language === 'fr';
    return {
      result: typesetAll(result, language),
      provenance: {
        primary_keywords: rule(
          isFrench
            ? 'Vos services et votre métier, avec votre ville.'
            : 'Your services and trade, with your town.',
        ),
        secondary_keywords: rule(
          isFrench
            ? 'Vos mots et les recherches courantes de ce métier.'
            : 'Your words and common searches of this trade.',
        ),
        'local_seo_strategy.local_keywords': rule(
          isFrench
            ? 'Vos services avec les lieux que vous citez.'
            : 'Your services with the places you name.',
        ),
        'local_seo_strategy.google_business_profile_tips': rule(
          isFrench ? 'Conseils de référencement local.' : 'Advice on local search.',
        ),
        'local_seo_strategy.citations': rule(
          isFrench ? 'Endroits habituels où inscrire une entreprise.' : 'Usual places to list a business.',
        ),
        meta_tags: YOU_SAID,
        heading_structure: YOU_SAID,
        structured_data: YOU_SAID,
        'structured_data.@type': rule(
          isFrench ? 'Type schema.org de ce métier.' : 'schema.org type of this trade.',
        ),
      },
    };
  }
}

/**
 * Search optimisation from the person's own words, town and services; every length is kept by cutting between words.
 * Structured data hold what was said and nothing else. Pure: same input, same bytes.
 */
export function writeSeo(input: KnowledgeInput): Written<SeoResult> {
  return new SeoWriter(hearIdea(input)).write();
}
