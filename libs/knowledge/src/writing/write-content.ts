import type { ProvenanceMap } from '../provenance.js';
import type { ContentResult } from '../results/content-result.js';
import { hearIdea, type IdeaVoice } from './idea-voice.js';
import { type KnowledgeInput, rule, YOU_SAID } from './knowledge-input.js';
import { ask, openQuestions } from './missing-information.js';
import { excerpt, quoted, upperFirst } from './prose.js';
import { typesetAll } from './typeset-all.js';
import type { Written } from './written.js';
import { homepageOf } from './homepage-content.js';
import { aboutOf } from './about-content.js';
import { servicesPageOf } from './services-content.js';
import { contactOf } from './contact-content.js';
import { ContentVoice } from './content-voice.js';

/**
 * The texts of the site, from the person's own words: pure, same input, same bytes. What was not said is null and asked
 * for in `missing_information`. `seo_metadata` is null until synthesis fills it.
 */
export function writeContent(input: KnowledgeInput): Written<ContentResult> {
  const idea = hearIdea(input);
  const result = typesetAll(resultOf(new ContentVoice(idea)), input.language);
  return { result, provenance: provenanceOf(idea) };
}

function resultOf(voice: ContentVoice): ContentResult {
  const { idea, language } = voice;
  const audience =
    idea.audience.portrait ??
    (idea.audience.raw ? quoted(excerpt(idea.audience.raw, 200), language) : idea.name);
  const messages = [
    idea.offer.sentences[0],
    idea.difference.own[0],
    idea.vision.isVague ? undefined : idea.vision.sentences[0],
  ];
  const asked = openQuestions(idea);
  const unpriced = idea.services.filter((service) => voice.priceOf(service) === null);
  return {
    homepage: { [language]: homepageOf(voice) },
    about: { [language]: aboutOf(voice) },
    services: { [language]: servicesPageOf(voice) },
    contact: { [language]: contactOf(voice) },
    seo_metadata: null,
    languages_generated: [language],
    primary_language: language,
    content_strategy: {
      tone: voice.lineWith('tone', voice.ownWords()),
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
