import { IDEA_TEXTS } from '../business-brief.js';
import type { ContactPage } from '../results/content-result.js';
import { inline } from './inline.js';
import { withoutFinalPunctuation } from './prose.js';
import { type ContentVoice } from './content-voice.js';

export function contactOf(voice: ContentVoice): ContactPage {
  const { idea, phrases } = voice;
  const { place, variety } = idea;
  const all = IDEA_TEXTS.map((field) => idea.brief[field]).join(' ');
  const email = /[\w.+-]+@[\w-]+\.[\w.-]*\w/u.exec(all)?.[0] ?? null;
  const phone = /\+\d[\d ()./-]{6,18}\d/u.exec(all)?.[0] ?? null;
  const topic = requestTopic(voice);
  return {
    intro: `${voice.lineWith('contactIntro', topic)}${contactAudience(voice)}`,
    channels: [
      { kind: 'whatsapp', value: null, label: voice.line('whatsappLabels') },
      { kind: 'phone', value: phone, label: voice.line('phoneChannelLabels') },
      { kind: 'email', value: email, label: voice.line('emailLabels') },
      { kind: 'visit', value: null, label: voice.line('visitLabels') },
    ],
    location: { city: place.city, region: place.region, country: place.country },
    hours: null,
    form_fields: [
      { name: 'name', label: variety.pick('nameLabels', phrases.nameLabels), required: true },
      { name: 'phone', label: variety.pick('phoneLabels', phrases.phoneLabels), required: true },
      { name: 'message', label: voice.lineWith('messageLabels', topic), required: true },
    ],
    reply_promise: voice.line('replyPromise'),
  };
}

/** What a request can be about: the services, else the heading of the offer. */
function requestTopic(voice: ContentVoice): string {
  return voice.idea.services.length > 0
    ? voice.services(3)
    : inline(withoutFinalPunctuation(voice.idea.offer.title), voice.idea);
}

/** The offer said once more, so that whoever lands here knows where they are. */
function contactAudience(voice: ContentVoice): string {
  const { offer, services } = voice.idea;
  const sentence = offer.spoken;
  return sentence && (services.length > 0 || offer.isForeign) ? ` ${sentence}` : '';
}
