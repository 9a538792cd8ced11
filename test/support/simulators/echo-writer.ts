/** Words that carry nothing of what a person said. */
const STOP_WORDS = new Set(
  (
    'avec dans pour plus mais elle elles nous vous leur leurs cette cela sont être avoir fait faire tous tout toute ' +
    'toutes comme sans sous entre chez depuis aussi très notre votre mes nos vos des les une aux par sur qui que quoi ' +
    'this that with from have they them their there here your about into what which when where will would could should ' +
    'been more most some such only other than then each very also just like make made does were was are and the for'
  ).split(' '),
);

const SENTENCES = {
  fr: [
    (a: string, b: string, c: string) => `Nous travaillons ${a} et ${b} avec soin pour ${c}.`,
    (a: string, b: string, c: string) => `Notre force reste ${a}, au service de ${b} et de ${c}.`,
    (a: string, b: string, c: string) => `Chaque jour, ${a} se construit autour de ${b} et de ${c}.`,
    (a: string, b: string, c: string) => `De ${a} à ${b}, tout commence par ${c}.`,
    (a: string, b: string, c: string) => `Les gens choisissent ${a} parce que ${b} compte autant que ${c}.`,
    (a: string, b: string, c: string) => `Parlons de ${a}, de ${b} et de ${c}, simplement.`,
  ],
  en: [
    (a: string, b: string, c: string) => `We work on ${a} and ${b} with care for ${c}.`,
    (a: string, b: string, c: string) => `Our strength remains ${a}, serving ${b} and ${c}.`,
    (a: string, b: string, c: string) => `Every day, ${a} is built around ${b} and ${c}.`,
    (a: string, b: string, c: string) => `From ${a} to ${b}, everything begins with ${c}.`,
    (a: string, b: string, c: string) => `People choose ${a} because ${b} matters as much as ${c}.`,
    (a: string, b: string, c: string) => `Let us talk about ${a}, ${b} and ${c}, plainly.`,
  ],
} as const;

type WritingLanguage = keyof typeof SENTENCES;

/** Writes sentences that are made of the words of a prompt, the way a model that listened would. */
export interface EchoWriter {
  /** One sentence, in `language` when given, else in the prompt's own. */
  sentence(language?: WritingLanguage): string;
  /** One to two words. */
  phrase(): string;
}

export function createEchoWriter(prompt: string, random: () => number): EchoWriter {
  const spoken = wordsOf(spokenPartOf(prompt));
  const words = spoken.length > 0 ? spoken : ['entreprise'];
  const ownLanguage = languageOf(prompt);
  let cursor = Math.floor(random() * words.length);
  const nextWord = (): string => {
    cursor = (cursor + 1 + Math.floor(random() * 3)) % words.length;
    return words[cursor] ?? 'entreprise';
  };

  return {
    sentence(language = ownLanguage) {
      const forms = SENTENCES[language];
      const form = forms[Math.floor(random() * forms.length)] ?? forms[0];
      return form(nextWord(), nextWord(), nextWord());
    },
    phrase() {
      const first = nextWord();
      const second = nextWord();
      const phrase = first === second ? first : `${first} ${second}`;
      return phrase.charAt(0).toUpperCase() + phrase.slice(1);
    },
  };
}

/** What stands between tags is the person's text; a prompt without tags is spoken as a whole. */
function spokenPartOf(prompt: string): string {
  const tagged = [...prompt.matchAll(/<([a-z_-]+)[^>]*>([\s\S]*?)<\/\1>/gi)].map((match) => match[2] ?? '');
  return tagged.length > 0 ? tagged.join('\n') : prompt;
}

function wordsOf(text: string): string[] {
  const withoutKeys = text.replace(/"[\w.-]+"\s*:/g, ' ');
  // A marker is copied as it stands, as models are asked to.
  const words = withoutKeys.match(/\[\[[A-Z]+_\d+\]\]|\p{L}[\p{L}’'-]{2,}/gu) ?? [];
  return [...new Set(words)].filter((word) => !STOP_WORDS.has(word.toLowerCase()));
}

function languageOf(text: string): WritingLanguage {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const french = count(/\b(?:le|la|les|des|une|et|pour|dans|avec|nous|vous)\b/gi);
  const english = count(/\b(?:the|and|for|with|in|of|to|we|you|is)\b/gi);
  return english > french ? 'en' : 'fr';
}
