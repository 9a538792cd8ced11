const FIRST_PERSON = /(?:^|[^\p{L}'’])(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)(?=[^\p{L}]|$)/u;
/** A brother or a hand belongs to one person, whoever else works in the business. */
const OF_ONE_PERSON =
  /\b[Mm]y (?:own |late |\p{L}+ )?(?:brother|sister|father|mother|husband|wife|son|daughter|child|children|aunt|uncle|grandmother|grandfather|cousin|neighbour|hand|foot|feet|back|body|life|childhood|village)s?\b|\b[Mm]ine\b/u;
/** A singular role ("I am a tailor") does not become plural by changing the verb. */
const SINGULAR_ROLE = /\b(?:I(?:['’]m| am| was)|[Aa]s) (?:also )?(?:an?|the|\p{L}+ed|born)\b/u;

/**
 * A sentence of one person in the voice of the business ("I repair my clients' phones" becomes "We repair our
 * clients' phones"); null when it can not be done without risking the grammar.
 */
export function inOurVoice(sentence: string): string | null {
  if (!FIRST_PERSON.test(sentence)) return sentence;
  if (SINGULAR_ROLE.test(sentence) || OF_ONE_PERSON.test(sentence)) return null;
  let isStart = true;
  const plural = sentence
    .replace(/\bI(?:['’]m| am)\b/gu, '\u0001 are')
    .replace(/\bI was\b/gu, '\u0001 were')
    .replace(/\bI['’](ve|ll|d)\b/gu, "\u0001'$1")
    .replace(/\bI\b(?!\.)/gu, '\u0001')
    .replace(/\b([Mm])y\b/gu, (_match, letter: string) => (letter === 'M' ? 'Our' : 'our'))
    .replace(/\bme\b/gu, 'us')
    .replace(/\bmine\b/gu, 'ours')
    .replace(/\bmyself\b/gu, 'ourselves')
    .replace(/(^|[.!?…]\s+|[^\u0001])\u0001/gu, (match: string, before: string) => {
      const starts = before === '' || /[.!?…]\s+$/u.test(before);
      const we = starts && isStart ? 'We' : 'we';
      isStart = starts || isStart;
      return match.replace('\u0001', we);
    });
  return FIRST_PERSON.test(plural) ? null : plural;
}

const SINGULAR_VERBS: Readonly<Record<string, string>> = {
  has: 'have',
  is: 'are',
  was: 'were',
  does: 'do',
  "doesn't": "don't",
  "isn't": "aren't",
  "hasn't": "haven't",
  goes: 'go',
};

/** What a relative clause says of customers, said to one of them; null when it is not safe. */
export function toTheCustomer(pronoun: string, predicate: string): string | null {
  const relative = pronoun.toLowerCase();
  // "whose waiters lose tips because they are shy": they are the waiters.
  if (relative === 'whose')
    return /\b(?:they|their|them|he|she|his|her)\b/iu.test(predicate) &&
      !/^\p{L}+ (?:was|were|is|are|has|have) /iu.test(predicate)
      ? ownedBy(predicate)
      : secondPerson(`your ${predicate}`);
  if (!['who', 'that', 'which'].includes(relative)) return null;
  const [verb = '', ...rest] = predicate.split(' ');
  const known = SINGULAR_VERBS[verb.toLowerCase()];
  const you =
    known ??
    (/[^su]s$/u.test(verb) && !/^(?:always|sometimes|perhaps)$/u.test(verb) ? verb.slice(0, -1) : verb);
  return secondPerson(`you ${[you, ...rest].join(' ')}`);
}

const ownedBy = (predicate: string): string | null =>
  /\bwho(?:se)?\b/iu.test(predicate) ? null : `your ${predicate}`;

function secondPerson(text: string): string | null {
  const turned = text
    .replace(/, (?:who|and who) /giu, ' and ')
    .replace(/ (?:and|but) who /giu, (match) => match.replace(/ who/iu, ''))
    .replace(/ and whose /giu, ' and your ')
    .replace(/\bthey['’](re|ve|ll|d)\b/giu, "you'$1")
    .replace(/\bthey\b/giu, 'you')
    .replace(/\btheir\b/giu, 'your')
    .replace(/\btheirs\b/giu, 'yours')
    .replace(/\bthemselves\b/giu, 'yourself');
  // "them" may be the customers or their goods.
  return /\b(?:he|she|his|her|him|who|whose)\b/iu.test(turned) ? null : turned;
}

/** What the business helps customers do, said to them: "get their phone back" becomes "get your phone back". */
export function asInvitation(outcome: string): string {
  return outcome
    .replace(/^(?:to|by) /iu, '')
    .replace(/\btheir\b/giu, 'your')
    .replace(/\btheirs\b/giu, 'yours')
    .replace(/\bthey\b/giu, 'you')
    .replace(/\bthemselves\b/giu, 'yourself');
}
