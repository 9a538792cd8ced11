import type { ServicesPage } from '../results/content-result.js';
import { contentStems } from '../text/fold.js';
import { cutAtWord, upperFirst, withoutFinalPunctuation } from './prose.js';
import { Sayings } from './sayings.js';
import { BUTTON, type ContentVoice } from './content-voice.js';

/** Of a service inside a sentence. */
const SERVICE = 60;

export function servicesPageOf(voice: ContentVoice): ServicesPage {
  const { idea, phrases } = voice;
  const { difference, mission, offer, audience } = idea;
  // The mission is told below, as the approach.
  const sayings = new Sayings(voice.unlessShownApart([...difference.own, ...offer.sentences.slice(1)]));
  const frames = idea.variety.order('service', phrases.service);
  const calls = idea.variety.order('serviceCall', phrases.serviceCall);
  const used = new Set<string>();
  const descriptions = idea.services.map((service) => {
    const told = sentenceAbout(voice, service, used);
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
      pricing_info: voice.priceOf(service),
      cta: calls[index % calls.length]?.(idea, cutAtWord(name, BUTTON)) ?? name,
    };
  });
  const untold = mission.sentences.filter((sentence) => !used.has(sentence));
  const method = (untold.length > 0 ? untold : mission.sentences).join(' ');
  const only = idea.services.length === 0 ? `${voice.offerOnly()} ` : '';
  return {
    services,
    service_approach:
      `${only}${method ? (mission.isVague && !mission.isForeign ? voice.work(mission.sentences) : voice.lineWith('approach', method)) : (offer.sentences[0] ?? voice.line('nameBenefit'))}`.trim(),
    guarantees: idea.guarantees[0] ?? null,
  };
}

/** The person's sentence that speaks of this service: it shares a telling word with its name. */
function sentenceAbout(voice: ContentVoice, service: string, used: ReadonlySet<string>): string | null {
  const { idea } = voice;
  const name = contentStems(service, voice.language).filter((stem) => stem.length > 3);
  if (name.length === 0) return null;
  // A mission of one sentence is told as the approach.
  const work = idea.mission.sentences.length > 1 ? idea.mission.sentences : [];
  const told = [...idea.offer.sentences, ...idea.difference.own, ...work];
  const scored = told
    .filter((text) => !used.has(text))
    .map((text) => {
      const stems = new Set(contentStems(text, voice.language));
      return { text, share: name.filter((stem) => stems.has(stem)).length / name.length };
    })
    .sort((left, right) => right.share - left.share);
  const best = scored[0];
  return best && best.share > 0.5 ? best.text : null;
}
