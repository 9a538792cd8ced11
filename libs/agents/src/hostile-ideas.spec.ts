import type { JsonObject } from '@genesis/kernel';
import { type BusinessBrief, IDEA_TEXTS, type Language, LANGUAGES } from '@genesis/knowledge';
import { VfsError, type Workspace } from '@genesis/redis-vfs';
import { describe, expect, it } from '@jest/globals';
import type { AgentInput, AgentStatus } from './agent.js';
import { BriefAgents } from './agents.module.js';
import { TASK_NAMES, type TaskName } from './plan.js';

const MAX_FILE_BYTES = 65_536;
const MINUTE = 60_000;
const agents = new BriefAgents({ maxSteps: 4, maxSearches: 8, maxPages: 5, maxChars: 12_000 });

/** A workspace in memory that refuses what the real one refuses. */
function memory(): { readonly files: Map<string, string>; readonly workspace: Workspace } {
  const files = new Map<string, string>();
  const write = (path: string, content: string) => {
    if (!content.isWellFormed() || content.includes('\0')) throw new VfsError('CONTENT_INVALID');
    if (Buffer.byteLength(content) > MAX_FILE_BYTES) throw new VfsError('FILE_TOO_LARGE');
    files.set(path, content);
    return Promise.resolve();
  };
  return { files, workspace: { write } as unknown as Workspace };
}

/** Runs the whole plan without a model. */
async function deliver(brief: BusinessBrief, language: Language = 'fr') {
  const { files, workspace } = memory();
  const context = {
    signal: new AbortController().signal,
    budgetMs: MINUTE,
    files: workspace,
    chat: null,
    search: null,
    images: null,
  };
  const statuses: Partial<Record<TaskName, AgentStatus>> = {};
  const results: Partial<Record<TaskName, JsonObject>> = {};
  for (const task of TASK_NAMES) {
    const input: AgentInput = { brief, language, sector: 'restaurant', country: 'SN', results, statuses };
    const outcome = await agents.agentFor(task).run(input, context);
    statuses[task] = outcome.status;
    if (outcome.data) results[task] = outcome.data;
  }
  return { files, statuses, results };
}

const aBrief = (said: Partial<BusinessBrief> = {}): BusinessBrief => ({
  business_name: 'La Calebasse',
  sector: 'restaurant',
  vision: 'Que les élèves du lycée mangent chaud le midi.',
  mission: 'Nous cuisinons le matin un mafé et nous servons de 12 h à 14 h devant le lycée.',
  target_audience: "Des lycéens du quartier Escale qui n'ont rien de chaud à midi.",
  differentiation: 'Le menu est envoyé le dimanche soir ; un repas oublié est reporté.',
  value_proposition: "Un mafé d'agneau chaud pour 700 FCFA, boisson comprise.",
  location: { city: 'Thiès', country: 'Sénégal' },
  services: ['Repas du midi', 'Carnet de vingt repas'],
  ...said,
});

const fiveTimes = (text: string): Partial<BusinessBrief> =>
  Object.fromEntries(IDEA_TEXTS.map((field) => [field, text]));
const filledWith = (piece: string): string => [...piece.repeat(4_000)].slice(0, 4_000).join('').trim();

/** Everywhere the most that the api lets through: 4,000 characters a text, 120 a name, 20 services. */
const full = (piece: string): BusinessBrief => {
  const name = [...filledWith(piece)].slice(0, 120).join('').trim();
  return aBrief({
    business_name: name,
    ...fiveTimes(filledWith(piece)),
    sector: name,
    location: { city: name, region: name, country: name },
    services: Array<string>(20).fill(name),
  });
};

const MARKUP =
  '<script>alert(1)</script> <img src=x onerror=alert(2)> [ici](javascript:alert(3)) ![](http://evil.test/x.png) ' +
  '<https://evil.test> &lt;b&gt; `code` **gras** __gras__ ~~barré~~ | a | b | et un mafé chaud à 700 FCFA. ';
const LINES =
  'Un mafé.\n# Titre\n> citation\n- point\n1. un\n2) deux\n---\n===\n```\nfin\n    code\n[x]: http://evil.test ';

const HOSTILE: readonly (readonly [string, string])[] = [
  ['emoji', '😀 '],
  ['dashes', '— '],
  ['joined emoji', '👨‍👩‍👧‍👦'],
  ['letters between emoji', 'a😀'],
  ['stacked marks', 'a\u0301\u0302\u0323\u0331\u0334\u0310 '],
  ['marks alone', '\u0301'],
  ['backslashes', '\\'],
  ['quotation marks', '"'],
  ['less-than signs', '<'],
  ['entities', '*&lt;'],
  ['one long word', 'a'],
  ['Arabic', 'مطعم صغير يقدم طعاما ساخنا للطلاب في الظهر. '],
  ['Amharic without a space', 'ሀ'],
  ['Amharic', 'ሰላም ነው። '],
  ['full stops', '. '],
  ['letters and backslashes', 'a\\'],
  ['markup', MARKUP],
  ['markup in lines', LINES],
];
const SETTLED = Object.fromEntries(TASK_NAMES.map((task) => [task, 'success']));

describe.each(HOSTILE)('a brief full of %s', (name, piece) => {
  const language = LANGUAGES[name.length % LANGUAGES.length] ?? 'fr';

  it('is settled with success', async () => {
    expect((await deliver(full(piece), language)).statuses).toEqual(SETTLED);
  });

  it('is settled with success where nothing else was given', async () => {
    const [name] = [...piece];
    const brief = full(piece);
    const little = {
      ...brief,
      business_name: name ?? '',
      sector: piece,
      location: {},
      services: [],
      value_proposition: 'Ok',
    };
    expect((await deliver(little, language)).statuses).toEqual(SETTLED);
  });
});

describe('texts of the person', () => {
  const delivered = deliver(
    aBrief({
      ...fiveTimes(MARKUP + MARKUP),
      business_name: '</script><b>Chez Awa</b>',
      services: [MARKUP.slice(0, 120)],
    }),
  );
  const pages = async () => [...(await delivered).files].filter(([path]) => path.endsWith('.md'));

  it('are dead letters in every Markdown page', async () => {
    const shown = await pages();
    expect(shown).toHaveLength(6);
    const alive = shown.flatMap(([path, text]) =>
      /<[a-z/!]|(?<!\\)\]\(|!\[|&(?:lt|#\d+);b&|(?<!\\)`/iu.test(text) ? [path] : [],
    );
    expect(alive).toEqual([]);
  });

  it('can not end the script element that holds the structured data', async () => {
    const text = (await delivered).files.get('/seo/structured-data.json') ?? '';
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toMatchObject({ name: '</script><b>Chez Awa</b>' });
  });

  it('stay whole in the files of the brief while they are prose', async () => {
    const prose = "Nous cuisinons l'après-midi, à 700 FCFA. ".repeat(97).trim();
    const { files } = await deliver(aBrief(fiveTimes(prose)));
    expect(files.get('/brief/brief.fr.md')?.split(prose)).toHaveLength(6);
    expect(JSON.parse(files.get('/brief/brief.json') ?? '')).toMatchObject({ brief: fiveTimes(prose) });
  });

  it('are cut at a word in the files of the brief where they would not fit', async () => {
    const { files } = await deliver(aBrief(fiveTimes('ሰላም'.repeat(1_000) + ' ነው')));
    expect(files.get('/brief/brief.fr.md')).toMatch(/ሰላ?ም?…\n/u);
  });
});
