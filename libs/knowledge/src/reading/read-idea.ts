import { type BusinessBrief, IDEA_TEXTS, type IdeaText } from '../business-brief.js';
import { countryPack, spelling } from '../countries/country-packs.js';
import { countryOfLocation } from '../countries/resolve-country.js';
import type { Language } from '../language.js';
import { findAges, findCounts, findTimes } from './figures.js';
import type { IdeaReading, StatedPlace } from './idea-reading.js';
import { keyTerms } from './key-terms.js';
import { findMoney } from './money.js';
import { numbersIn } from './numbers.js';
import { findPlaces, knownPlaces, locationPlaces } from './places.js';
import { findChannels, findGuarantees, findProofs } from './promises.js';
import { type SourceText, sourceText } from './source-text.js';
import { readAmbition, readCommitment, readCustomers, readEdge, readOffer, readProblem } from './story.js';

/** The texts in which facts are looked for: the five of the idea, then the services. */
function ideaSources(brief: BusinessBrief): readonly SourceText[] {
  return [
    ...IDEA_TEXTS.map((field) => sourceText(field, brief[field])),
    ...brief.services.map((service, index) => sourceText(`services.${index}`, service)),
  ];
}

function withoutRepeats(places: readonly StatedPlace[]): StatedPlace[] {
  const seen = new Set<string>();
  return places.filter(({ quote }) => {
    const name = spelling(quote.text);
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

function allNumbers(brief: BusinessBrief): readonly number[] {
  const { city, region, country } = brief.location;
  const texts: readonly (string | undefined)[] = [
    ...[brief.business_name, brief.sector, city, region, country],
    ...IDEA_TEXTS.map((field) => brief[field]),
    ...brief.services,
  ];
  return [...new Set(texts.flatMap((text) => numbersIn(text ?? '')))].sort((one, other) => one - other);
}

/** Figures that read as one thing are not read as another: money first, then ages, times, and the rest are counts. */
function readFigures(source: SourceText, country: IdeaReading['country']) {
  const money = findMoney(source, country);
  const ages = findAges(source, money);
  const times = findTimes(source, [...money, ...ages]);
  const counts = findCounts(source, [...money, ...ages, ...times]);
  return {
    money: money.map((found) => found.money),
    ages: ages.map(({ value }) => value),
    times: times.map(({ value }) => value),
    counts: counts.map(({ value }) => value),
  };
}

/**
 * What the person actually said, each thing with its verbatim words. Pure and deterministic; the texts may be in
 * either language or both. Nothing is guessed: what was not said is empty or null.
 */
export function readIdea(brief: BusinessBrief, language: Language): IdeaReading {
  const country = countryOfLocation(brief.location)?.code ?? null;
  const sources = ideaSources(brief);
  const textOf = (field: IdeaText): SourceText => sourceText(field, brief[field]);
  const texts = IDEA_TEXTS.map(textOf);
  const figures = sources.map((source) => readFigures(source, country));
  const known = knownPlaces(brief, country);
  const places = withoutRepeats([
    ...locationPlaces(brief.location),
    ...sources.flatMap((source) => findPlaces(source, known).map(({ value }) => value)),
  ]);
  const money = figures.flatMap((read) => read.money);
  const prices = money.filter(({ role }) => role === 'offer_price');
  const times = figures.flatMap((read) => read.times);
  const customers = readCustomers(textOf('target_audience'));
  return {
    language,
    country,
    currency: country && countryPack(country).currency.value,
    prices,
    otherMoney: money.filter(({ role }) => role !== 'offer_price'),
    ages: figures.flatMap((read) => read.ages),
    times,
    places,
    channels: sources.flatMap(findChannels),
    guarantees: texts.flatMap(findGuarantees),
    proofs: texts.flatMap(findProofs),
    counts: figures.flatMap((read) => read.counts),
    customers,
    problem: readProblem(textOf('target_audience'), customers),
    commitment: readCommitment(textOf('mission'), language),
    ambition: readAmbition(
      textOf('vision'),
      times.filter(({ quote }) => quote.field === 'vision'),
    ),
    offer: readOffer(textOf('value_proposition'), prices),
    edge: readEdge(textOf('differentiation')),
    numbers: allNumbers(brief),
    keyTerms: keyTerms(
      brief,
      language,
      places.map(({ quote }) => quote.text),
    ),
  };
}
