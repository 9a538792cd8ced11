import { type BusinessBrief, COACHING_STEPS, judgeAnswer, readIdea, resolveSector } from '@genesis/knowledge';
import { PASSWORD_MAX_LENGTH, passwordFault } from '../libs/identity/src/passwords/password-policy.js';
import { assertSafeSvg, MAX_SVG_BYTES, UnsafeSvgError } from '../libs/knowledge/src/design/safe-svg.js';
import { median } from './measurement.js';
import { atMost, type Bar, report, rounded, say } from './report.js';

// What strangers may send, as long and as awkward as it may be: how much longer twice the text takes, and how long the
// longest one does. The one finds a pattern that backtracks, the other a step that is merely slow.
const ROUNDS = 5;
const SAMPLE_MS = 25;
/** Linear is 2; a square would be 4. */
const MOST_GROWTH = 3;
/** Most characters of a text of an idea, and of an answer to the coach, as the api accepts them. */
const TEXT_CHARS = 4_000;

interface Subject {
  readonly name: string;
  /** For the longest text of each kind. */
  readonly mostMs: number;
  readonly maxChars: number;
  /** What each text is made of, again and again. */
  readonly units: readonly string[];
  readonly read: (text: string) => unknown;
}

const repeated = (unit: string, chars: number): string =>
  unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars);

const anIdeaOf = (text: string): BusinessBrief => ({
  business_name: 'Chez Awa',
  vision: '',
  mission: '',
  target_audience: '',
  differentiation: '',
  value_proposition: text,
  sector: '',
  location: { city: 'Abidjan', country: "Côte d'Ivoire" },
  services: [],
});

const PROSE =
  'Nous livrons à Thiès des tenues sur mesure en huit jours, à partir de 20 000 FCFA, retouche offerte ou remboursée. ';

/** Words that begin a price, a place, a promise or a sentence, without their end. */
const UNFINISHED: readonly string[] = [
  PROSE,
  '1 ',
  '1,',
  'a, ',
  'de ',
  'A ',
  'Dakar ',
  'qui ',
  '1 000 FCFA à ',
  'garanti, et un ',
  'le lundi et ',
  ' ',
  'a.\n',
  'cent ',
];

const SUBJECTS: readonly Subject[] = [
  {
    name: 'reading an idea',
    mostMs: 50,
    maxChars: TEXT_CHARS,
    units: UNFINISHED,
    read: (text) => readIdea(anIdeaOf(text), 'fr'),
  },
  {
    name: 'judging an answer to each of the five steps',
    mostMs: 200,
    maxChars: TEXT_CHARS,
    units: UNFINISHED,
    read: (text) =>
      COACHING_STEPS.map((step) =>
        judgeAnswer(text, { step, language: 'fr', sector: 'artisanat', country: 'SN' }),
      ),
  },
  {
    name: 'naming the sector',
    mostMs: 10,
    maxChars: TEXT_CHARS,
    units: [PROSE, 'marche et vente de produits ', 'bar ', 'a', 'de ', ' ', "l'", 'livraisonpharmacie'],
    read: resolveSector,
  },
  {
    name: 'judging a password',
    mostMs: 2,
    maxChars: PASSWORD_MAX_LENGTH,
    units: ['ab', 'a', 'motdepasse', 'aaaaaaab', '\uFDFA', 'e\u0301', ' '],
    read: (text) =>
      passwordFault(`${text.slice(0, -1)}z`, { email: 'awa.diop@example.com', name: 'Awa Diop' }, 8),
  },
  {
    name: 'checking a drawing',
    mostMs: 10,
    maxChars: MAX_SVG_BYTES - 200,
    units: ['<path d="M0 0"/>', '<g></g>', '<g>', ' ', '&amp;', 'M0 0 ', '"', '<', '0 0,'],
    read: (text) =>
      [drawing(text), drawing(`<path d="M${text}!"/>`), drawing(`<polygon points="${text}"/>`)].map(isSafe),
  },
];

function drawing(inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10" role="img" aria-label="A">${inside}</svg>`;
}

function isSafe(svg: string): boolean {
  try {
    assertSafeSvg(svg);
    return true;
  } catch (error) {
    if (!(error instanceof UnsafeSvgError)) throw error;
    return false;
  }
}

/** CPU milliseconds of one call, from as many as fill a sample: what else the machine does is not counted. */
function sample(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  let calls = 0;
  let tookMs = 0;
  while (tookMs < SAMPLE_MS) {
    read(text);
    calls += 1;
    const { user, system } = process.cpuUsage(before);
    tookMs = (user + system) / 1_000;
  }
  return tookMs / calls;
}

function measure({ read, maxChars }: Subject, unit: string): { growth: number; ms: number } {
  const [half, whole] = [repeated(unit, maxChars / 2), repeated(unit, maxChars)];
  const rounds: { growth: number; ms: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const halfMs = sample(read, half);
    const ms = sample(read, whole);
    // The first one warms up.
    if (round > 0) rounds.push({ growth: ms / halfMs, ms });
  }
  return { growth: median(rounds.map(({ growth }) => growth)), ms: median(rounds.map(({ ms }) => ms)) };
}

function barsOf(subject: Subject): readonly Bar[] {
  const measured = subject.units.map((unit) => {
    const { growth, ms } = measure(subject, unit);
    const kind = unit === PROSE ? 'prose' : JSON.stringify(unit);
    say(
      `${subject.name}, ${String(subject.maxChars)} characters of ${kind}: ${rounded(ms)} ms, × ${rounded(growth)}`,
    );
    return { growth, ms };
  });
  return [
    atMost(
      `${subject.name}, twice the text, worst`,
      Math.max(...measured.map(({ growth }) => growth)),
      MOST_GROWTH,
    ),
    atMost(
      `${subject.name}, the longest text, worst ms`,
      Math.max(...measured.map(({ ms }) => ms)),
      subject.mostMs,
    ),
  ];
}

process.exitCode = report(SUBJECTS.flatMap(barsOf)) || !process.argv.includes('--check') ? 0 : 1;
