// The main job, as a client of the running service: register, be coached, follow the agents, read the result.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { newAccount } from './coach/account.mjs';
import { AgentsBoard, followRun } from './coach/agents-board.mjs';
import { ApiClient, newKey } from './coach/api-client.mjs';
import { saveBrief, summary, usedNoModel } from './coach/brief-folder.mjs';
import { textsIn } from './coach/texts.mjs';
import { CommandError, projectRoot } from './local/project.mjs';

const defaultIdea = 'tailor-dakar';
const coaching = '/api/v1/coaching';
const texts = textsIn.en;
const nameWidth = 17;
/** Short, a line a step; the whole is said once, after them. */
const judgedBy = { llm: 'model', rule: 'rules', fallback: 'rules' };

/** The text of an idea that answers a step; the second name is the former service's. */
const textOfStep = {
  vision: ['vision'],
  mission: ['mission'],
  clientele: ['target_audience', 'target_market'],
  differentiation: ['differentiation', 'competitive_advantage'],
  offre: ['value_proposition'],
};

export const usage = `npm run demo -- [--idea <name|file.json>] [--lang fr|en] [--no-coach] [--simulated] [--json]
  --no-coach   hands the idea over as it is, without the five steps of the coach
  --simulated  against simulated vendors instead of those that are configured; tells what each was asked, and what it cost
ideas: ${ideaNames().join(', ')}`;

function ideaNames() {
  return readdirSync(path.join(projectRoot, 'examples'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
}

/** @param {string[]} args @throws {CommandError} */
export function parseDemoArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        idea: { type: 'string', default: defaultIdea },
        lang: { type: 'string' },
        coached: { type: 'boolean', default: false },
        'no-coach': { type: 'boolean', default: false },
        simulated: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.coached && values['no-coach']) throw new Error('--coached and --no-coach exclude each other.');
    return { ...values, isCoached: !values['no-coach'] };
  } catch (error) {
    throw new CommandError(`${error.message}\n${usage}`, { cause: error });
  }
}

/** @param {string} name of an example, or a file @throws {CommandError} */
export function readIdea(name) {
  const file = name.endsWith('.json') ? name : path.join(projectRoot, 'examples', `${name}.json`);
  if (!name.endsWith('.json') && !ideaNames().includes(name)) {
    throw new CommandError(`There is no idea "${name}".\n${usage}`);
  }
  try {
    const idea = JSON.parse(readFileSync(file, 'utf8'));
    return { brief: idea.business_brief ?? idea, language: idea.language };
  } catch (error) {
    throw new CommandError(`${file} cannot be read as an idea: ${error.message}`, { cause: error });
  }
}

/** Answers the five steps with the idea's texts. What the coach finds too weak is kept as it is, and said to be so. */
class CoachedIdea {
  /** @param {{ client: ApiClient, out: NodeJS.WritableStream, brief: object, language?: string }} options */
  constructor({ client, out, brief, language }) {
    this.client = client;
    this.out = out;
    this.brief = brief;
    this.language = language;
    this.steps = [];
  }

  post(route, body) {
    return this.client.json('POST', `${coaching}/${route}`, { body, key: newKey() });
  }

  /** @returns the session with a confirmed draft */
  async run() {
    const session_id = await this.begin();
    for (const step of Object.keys(textOfStep)) this.steps.push(await this.answer(session_id, step));
    const facts = this.facts();
    const draft = await this.post('complete', { session_id, confirm: false, ...facts });
    const confirmed = await this.post('complete', { session_id, confirm: true, ...facts });
    const missing = draft.missing.map(({ field }) => field);
    const open = missing.length === 0 ? 'nothing is missing' : `still to be told: ${missing.join(', ')}`;
    this.out.write(`  ${'  recap'.padEnd(nameWidth)} confidence ${confirmed.coaching_confidence}; ${open}\n`);
    for (const judge of new Set(this.steps.map(({ judged_by: by }) => by))) {
      if (judge in judgedBy) this.note(texts.judges[judge]);
    }
    if (this.steps.some(({ kept_as_is: isKept }) => isKept)) {
      this.note(
        'the coach asked for more where there is a ◑; the demo has no more to say than the idea does',
      );
    }
    this.out.write('\n');
    return { session_id, confidence: confirmed.coaching_confidence, steps: this.steps, missing };
  }

  note(text) {
    this.out.write(`  ${''.padEnd(nameWidth)} ${text}\n`);
  }

  async begin() {
    const { business_name, sector, industry_sector } = this.brief;
    const { session_id } = await this.post('onboarding', {
      ...(business_name ? { business_name } : {}),
      sector: sector ?? industry_sector,
      logo_source: 'generate',
      ...(this.language ? { language: this.language } : {}),
    });
    await this.post('start', { session_id });
    return session_id;
  }

  facts() {
    const { business_name, sector, industry_sector, location, services } = this.brief;
    const facts = { business_name, sector: sector ?? industry_sector, location, services };
    return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  }

  async answer(session_id, step) {
    const text = textOfStep[step].map((name) => this.brief[name]).find((value) => value?.trim());
    const base = { session_id, step };
    const first = await this.post('step', text ? { ...base, user_response: text } : { ...base, skip: true });
    const last = first.is_step_complete ? first : await this.post('step', { ...base, force_accept: true });
    const judged = {
      step,
      judged_by: first.judged_by,
      is_weak: last.is_weak,
      is_skipped: !text,
      kept_as_is: last !== first,
      criteria: first.criteria,
    };
    this.out.write(`  ${verdict(judged)}\n`);
    return judged;
  }
}

/** One line: the step, what the judge found in the answer, who judged, and what the demo did about it. */
function verdict({ step, judged_by: judge, is_skipped: isSkipped, kept_as_is: isKept, criteria }) {
  const found = criteria.map(
    ({ criterion, is_met: isMet }) => `${isMet ? '✔' : '✗'} ${texts.criteria[criterion]}`,
  );
  const name = `${isSkipped ? '–' : isKept ? '◑' : '✔'} ${step}`.padEnd(nameWidth);
  const by = isSkipped
    ? 'no answer in the idea; a usual one of the trade stands in'
    : (judgedBy[judge] ?? texts.judges[judge]);
  const note = isKept ? '; asked for more, kept as it is' : '';
  return `${name} ${[...found, `(${by}${note})`].join('  ')}`;
}

async function generate(client, { idea, language, coached }) {
  const body = coached
    ? { coaching_session_id: coached.session_id }
    : { business_brief: idea.brief, ...(language ? { language } : {}) };
  return client.json('POST', '/api/v1/business/brief/generate', { body, key: newKey() });
}

/**
 * @param {object} options
 * @param {string} options.baseUrl
 * @param {ReturnType<typeof parseDemoArguments>} options.wanted
 * @param {ReturnType<typeof readIdea>} options.idea
 * @param {AbortSignal} options.signal fires when the demo is asked to end
 * @param {import('./coach/vendors-report.mjs').VendorsReport} [options.report] more to tell of the brief
 * @param {string[]} [options.accepted] statuses of the brief that are a success
 * @returns {Promise<number>} 0 for a success
 */
export async function runDemo(options) {
  const { baseUrl, wanted, idea, signal, report, accepted = ['completed', 'partial'] } = options;
  const language = wanted.lang ?? idea.language;
  const out = wanted.json ? process.stderr : process.stdout;
  const client = new ApiClient({ baseUrl, signal });
  const account = newAccount('demo');
  await client.register({ ...account, name: 'Demo' });
  await client.logIn(account);
  out.write(`\n  ${idea.brief.business_name} (${idea.brief.sector}, ${language ?? 'fr'})\n\n`);

  const coached = wanted.isCoached
    ? await new CoachedIdea({ client, out, brief: idea.brief, language }).run()
    : null;
  const started = await generate(client, { idea, language, coached });
  await followRun(client, started.events_url, new AgentsBoard(out, texts.run));

  const name = wanted.idea.replace(/^.*\//, '').replace(/\.json$/, '');
  const saved = await saveBrief(client, started.brief_id, name);
  const { brief, files, folder } = saved;
  if (wanted.json) {
    const no_ai_model_used =
      usedNoModel(brief) && !coached?.steps.some(({ judged_by: judge }) => judge === 'llm');
    const told = await report?.facts(client, saved);
    const all = { ...brief, no_ai_model_used, folder, files, coaching: coached, ...told };
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  } else {
    out.write(summary(saved, texts.run));
    if (report) out.write(await report.text(client, saved));
  }
  return accepted.includes(brief.status) ? 0 : 1;
}
