import type { Language } from '../language.js';
import { contentStems } from '../text/fold.js';
import { CONTENT_PHRASES } from './content-phrases.js';
import type { ContentPhrases } from './content-wording.js';
import { type IdeaVoice } from './idea-voice.js';
import { inline } from './inline.js';
import { excerpt, listed, quoted, sentencesOf, withoutFinalPunctuation } from './prose.js';

/** Most characters of a button. */
export const BUTTON = 40;

/** What has this before its price is more than one thing, or a part of one: its price is not that of a service. */
const BUNDLE = /[+&]|(?<!\p{L})(?:et|ou|avec|demi|moitié|and|or|with|plus|half)(?!\p{L})/iu;

/** An idea as it is told on the pages of a site: its words, in sentences chosen for it. */
export class ContentVoice {
  readonly phrases: ContentPhrases;
  readonly language: Language;

  constructor(readonly idea: IdeaVoice) {
    this.language = idea.language;
    this.phrases = CONTENT_PHRASES[idea.language];
  }

  line(
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

  lineWith(
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

  services(max: number): string {
    return listed(
      this.idea.services.slice(0, max).map((service) => inline(withoutFinalPunctuation(service), this.idea)),
      this.language,
    );
  }

  /** @param clause of the vision, where it is not told as a whole. */
  vision(clause = this.idea.vision.clause): string {
    const { vision } = this.idea;
    if (vision.isVague || vision.raw === '') return this.line('noVision');
    const [first = '', ...others] = vision.sentences;
    const told =
      clause === null || vision.form === 'statement'
        ? this.lineWith('statement', first)
        : this.lineWith(vision.form, clause);
    return [told, ...others].join(' ');
  }

  /** Credentials and the guarantee have their own place on the page. */
  unlessShownApart(sentences: readonly string[]): string[] {
    const { credentials, guarantees } = this.idea;
    const others = sentences.filter(
      (sentence) => !credentials.includes(sentence) && sentence !== guarantees[0],
    );
    return others.length > 0 ? others : [...sentences];
  }

  offerOnly(): string {
    const { offer } = this.idea;
    const said = offer.isForeign
      ? quoted(excerpt(offer.raw, 200), this.language)
      : inline(withoutFinalPunctuation(offer.title), this.idea);
    return this.lineWith('offerOnly', said);
  }

  ownWords(): string {
    const words = this.idea.reading.keyTerms.filter((word) => word.length <= BUTTON).slice(0, 3);
    return words.length > 0 ? words.join(', ') : this.idea.name;
  }

  work(sentences: readonly string[]): string {
    const { mission } = this.idea;
    const said = sentences.join(' ');
    if (!mission.isVague || mission.isForeign) return this.lineWith('journey', said);
    return this.lineWith('plainWork', inline(withoutFinalPunctuation(said), this.idea));
  }

  /** The price of one service: in its own words, or the offer's when the offer speaks of this service. */
  priceOf(service: string): string | null {
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
}
