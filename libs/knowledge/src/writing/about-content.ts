import type { AboutPage } from '../results/content-result.js';
import { THEME_SIGNS } from './content-phrases.js';
import type { ContentPhrases, ValueTheme } from './content-wording.js';
import { inline } from './inline.js';
import { withoutFinalPunctuation } from './prose.js';
import { type ContentVoice } from './content-voice.js';

/** "… que les élèves mangent, et que leurs mères se reposent". */
const SECOND_WISH = /, et (qu(?:e |['’]).{12,})$/isu;

export function aboutOf(voice: ContentVoice): AboutPage {
  const { idea } = voice;
  const { mission, offer, audience } = idea;
  const help = offer.help === null ? null : helpClause(voice);
  const impact = communityImpact(voice);
  const team = mission.sentences.length > 1 ? teamIntro(voice) : null;
  const journey = [
    audience.portrait === null
      ? audience.isForeign || audience.isVague
        ? null
        : audience.sentences[0]
      : voice.lineWith('audience', audience.portrait),
    mission.sentences.length > 0 ? voice.work(mission.sentences.filter((told) => told !== team)) : null,
  ].filter((part): part is string => !!part);
  const offerSentence = offer.sentences[0];
  return {
    story: {
      opening: voice.vision(impact === null ? undefined : idea.vision.clause?.replace(SECOND_WISH, '')),
      journey: journey.join(' ') || voice.line('placeBenefit'),
      mission_statement:
        help ??
        (offerSentence
          ? voice.lineWith('offerMission', inline(offerSentence, idea))
          : voice.line('nameBenefit')),
    },
    values: values(voice, team),
    team_intro: team,
    community_impact: impact,
    call_to_action: voice.line('aboutCall'),
  };
}

/** The second wish of a vision that holds two; the first opens the page. */
function communityImpact(voice: ContentVoice): string | null {
  const { vision } = voice.idea;
  const [first] = vision.sentences;
  const second = SECOND_WISH.exec(withoutFinalPunctuation(first ?? ''))?.[1];
  if (second && !vision.isForeign) return voice.lineWith('alsoWish', second);
  return null;
}

function helpClause(voice: ContentVoice): string | null {
  const { help } = voice.idea.offer;
  if (help === null) return null;
  const outcome = withoutFinalPunctuation(help.outcome);
  if (voice.language === 'en') return voice.lineWith('helpMission', `${help.who} ${outcome}`);
  return voice.lineWith('helpMission', `${help.who} à ${outcome}`);
}

/** Sentences about the people who do the work, if the person wrote of them. */
function teamIntro(voice: ContentVoice): string | null {
  const team =
    /équipe|apprentie?s?(?!\p{L})|(?:nos|notre|deux|trois|quatre|cinq|six|sept|huit|dix) (?:\p{L}+ )?(?:chauffeur|cuisini|coiffeu|monitr|éleveu|artisan|formateur|couturi|technicien|livreu|ouvri|collègue|zémidjan)|\b(?:our|two|three|four|five|six|seven|eight|ten|twelve) (?:\p{L}+ )?(?:team|drivers?|instructors?|beekeepers?|cooks?|apprentices?|artists?|tailors?|mechanics?|weavers?|farmers?|teachers?|nurses?|women|staff)(?!\p{L})/iu;
  const { mission, difference } = voice.idea;
  return [...mission.sentences, ...difference.own].find((sentence) => team.test(sentence)) ?? null;
}

/** What the story of the page has not told yet. `team`: the sentence that stands below. */
function values(voice: ContentVoice, team: string | null): AboutPage['values'] {
  const { idea } = voice;
  const { price, services } = idea;
  const told = [
    ...idea.difference.own
      .filter((text) => text !== team)
      .map((text) => ({ text, from: 'difference' as const })),
    ...idea.offer.sentences.slice(1).map((text) => ({ text, from: 'offer' as const })),
    ...(price === null ? [] : [{ text: voice.lineWith('price', price), from: 'offer' as const }]),
    ...(services.length > 1
      ? [{ text: voice.lineWith('servicesBenefit', voice.services(4)), from: 'mission' as const }]
      : []),
    { text: voice.line('placeBenefit'), from: 'place' as const },
    { text: voice.line('nameBenefit'), from: 'audience' as const },
    { text: voice.line('heroWelcome'), from: 'place' as const },
  ].filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index);
  const used = new Set<string>();
  return told.slice(0, 3).map(({ text, from }) => {
    const theme = voice.idea[from === 'place' || from === 'audience' ? 'audience' : from].isVague
      ? undefined
      : THEME_SIGNS.find(([name, signs]) => !used.has(name) && signs.test(text))?.[0];
    const heading = valueHeading(voice, theme, from, used);
    return { value: heading, description: text };
  });
}

function valueHeading(
  voice: ContentVoice,
  theme: ValueTheme | undefined,
  from: keyof ContentPhrases['plainValues'],
  used: Set<string>,
): string {
  const headings = theme === undefined ? voice.phrases.plainValues[from] : voice.phrases.themes[theme];
  const heading =
    voice.idea.variety.order(`value ${theme ?? from}`, headings).find((text) => !used.has(text)) ??
    headings[0] ??
    from;
  if (theme) used.add(theme);
  used.add(heading);
  return heading;
}
