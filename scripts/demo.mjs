// The main job, as a client of the running service: register, submit an idea, follow the agents, read the result.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CommandError, projectRoot } from './local/project.mjs';

const agents = ['research', 'content', 'logo', 'seo', 'template'];
const settled = new Set(['success', 'fallback', 'failed', 'skipped', 'cancelled']);
const defaultIdea = 'tailor-dakar';
const followLimitMs = 300_000;

const usage = `npm run demo -- [--idea <name|file.json>] [--lang fr|en] [--json]
ideas: ${ideaNames().join(', ')}`;

function ideaNames() {
  return readdirSync(join(projectRoot, 'examples'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
}

function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        idea: { type: 'string', default: defaultIdea },
        lang: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new CommandError(`${error.message}\n${usage}`);
  }
}

function readIdea(name) {
  const file = name.endsWith('.json') ? name : join(projectRoot, 'examples', `${name}.json`);
  if (!name.endsWith('.json') && !ideaNames().includes(name)) {
    throw new CommandError(`There is no idea "${name}".\n${usage}`);
  }
  try {
    const idea = JSON.parse(readFileSync(file, 'utf8'));
    return { brief: idea.business_brief ?? idea, language: idea.language };
  } catch (error) {
    throw new CommandError(`${file} cannot be read as an idea: ${error.message}`);
  }
}

/** A client of the API that speaks as one person. */
class Client {
  /** @param {string} baseUrl @param {AbortSignal} signal */
  constructor(baseUrl, signal) {
    this.baseUrl = baseUrl;
    this.signal = signal;
    this.token = null;
  }

  async call(method, path, { body, headers = {} } = {}) {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      signal: this.signal,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body instanceof URLSearchParams || body === undefined
          ? {}
          : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || body instanceof URLSearchParams ? body : JSON.stringify(body),
    });
    if (!response.ok) throw new CommandError(await explain(response));
    return response;
  }

  async json(method, path, options) {
    return (await this.call(method, path, options)).json();
  }

  async signUp() {
    const email = `demo-${randomBytes(6).toString('hex')}@example.com`;
    const password = randomBytes(18).toString('base64url');
    await this.json('POST', '/api/v1/auth/register', { body: { email, name: 'Demo', password } });
    const form = new URLSearchParams({ username: email, password });
    this.token = (await this.json('POST', '/api/v1/auth/token', { body: form })).access_token;
  }
}

async function explain(response) {
  const text = await response.text();
  try {
    const problem = JSON.parse(text);
    const errors = (problem.errors ?? []).map((error) => `  ${error.pointer}: ${error.detail}`);
    return [`${response.status} ${problem.error}: ${problem.detail}`, ...errors].join('\n');
  } catch {
    return `${response.status}: ${text.slice(0, 200)}`;
  }
}

/** Redraws a line an agent in a terminal; elsewhere prints a line a change. */
class Board {
  constructor(out) {
    this.out = out;
    this.statuses = Object.fromEntries(agents.map((agent) => [agent, 'pending']));
    this.notes = {};
    this.drawn = 0;
  }

  set(agent, status, note = '') {
    if (!(agent in this.statuses)) return;
    this.statuses[agent] = status;
    this.notes[agent] = note;
    if (this.out.isTTY) this.draw();
    else this.out.write(`${this.line(agent)}\n`);
  }

  line(agent) {
    const status = this.statuses[agent];
    const mark = { pending: '·', running: '▶', success: '✔', fallback: '◑', failed: '✖' }[status] ?? '–';
    return `  ${mark} ${agent.padEnd(9)} ${status.padEnd(9)} ${this.notes[agent] ?? ''}`.trimEnd();
  }

  draw() {
    if (this.drawn > 0) this.out.write(`\u001b[${this.drawn}A`);
    for (const agent of agents) this.out.write(`\u001b[2K${this.line(agent)}\n`);
    this.drawn = agents.length;
  }
}

/** Yields the events of a stream of server-sent events. */
async function* serverSentEvents(response) {
  let buffer = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    buffer += chunk;
    let end;
    while ((end = buffer.indexOf('\n\n')) !== -1) {
      const lines = buffer.slice(0, end).split('\n');
      buffer = buffer.slice(end + 2);
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
      if (data.length > 0) yield JSON.parse(data.join('\n'));
    }
  }
}

async function follow(client, eventsUrl, board, files) {
  let last = 0;
  const giveUpAt = performance.now() + followLimitMs;
  while (performance.now() < giveUpAt) {
    const response = await client.call('GET', eventsUrl, {
      headers: { accept: 'text/event-stream', 'last-event-id': String(last) },
    });
    for await (const event of serverSentEvents(response)) {
      last = event.id ?? last;
      if (event.type === 'agent.started') board.set(event.agent, 'running');
      if (event.type === 'agent.finished') {
        const { status, provider, duration_ms: ms } = event.data;
        board.set(event.agent, status, `${provider ?? ''} ${ms} ms`.trim());
      }
      if (event.type === 'file.written') files.set(event.data.path, event.agent);
      if (event.type === 'run.finished') return;
    }
    await sleep(500, undefined, { signal: client.signal });
  }
  throw new CommandError('The run did not end in time.');
}

async function saveFiles(client, briefUrl, folder) {
  const { items } = await client.json('GET', `${briefUrl}/files`);
  for (const { path } of items) {
    const response = await client.call('GET', `${briefUrl}/files${path}`);
    const target = join(folder, ...path.split('/').filter(Boolean));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, Buffer.from(await response.arrayBuffer()));
  }
  return items;
}

function summary(brief, files, folder) {
  const lines = ['', `  ${brief.business_brief.business_name}: ${brief.status}`];
  lines.push(`  confidence  ${brief.overall_confidence ?? '–'}`);
  lines.push(
    `  readiness   ${brief.is_ready_for_website ? 'ready for a website' : 'not ready for a website'}`,
  );
  for (const { message } of brief.readiness_missing ?? []) lines.push(`              ${message}`);
  lines.push('');
  for (const agent of agents) {
    const { status, provider } = brief.agents[agent] ?? { status: 'pending' };
    const made = files.filter((file) => file.author === agent).map((file) => file.path);
    lines.push(`  ${agent.padEnd(9)} ${status} (${provider ?? 'none'})  ${made.join(' ')}`.trimEnd());
  }
  if (usedNoModel(brief))
    lines.push('', '  no AI model was used: the knowledge engine wrote everything by rule');
  if (brief.missing_information?.length > 0) {
    lines.push('', '  still to be told by the entrepreneur:');
    for (const { question } of brief.missing_information) lines.push(`    - ${question}`);
  }
  lines.push('', `  files: ${folder}`, '');
  return lines.join('\n');
}

const usedNoModel = (brief) =>
  agents.every((agent) => ['knowledge', 'none', undefined, null].includes(brief.agents[agent]?.provider));

/**
 * @param {{ baseUrl: string, args: string[], signal: AbortSignal }} options signal fires when the demo is asked to end
 * @returns {Promise<number>} 0 when the brief is completed or partial
 */
export async function runDemo({ baseUrl, args, signal }) {
  const options = parse(args);
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const idea = readIdea(options.idea);
  const language = options.lang ?? idea.language;
  const out = options.json ? process.stderr : process.stdout;
  const client = new Client(baseUrl, signal);
  await client.signUp();
  out.write(`\n  ${idea.brief.business_name} (${idea.brief.sector}, ${language ?? 'fr'})\n\n`);

  const started = await client.json('POST', '/api/v1/business/brief/generate', {
    body: { business_brief: idea.brief, ...(language ? { language } : {}) },
    headers: { 'idempotency-key': randomBytes(12).toString('hex') },
  });
  const board = new Board(out);
  await follow(client, started.events_url, board, new Map());
  if (agents.some((agent) => !settled.has(board.statuses[agent])))
    throw new CommandError('An agent did not settle.');

  const briefUrl = `/api/v1/business/brief/${started.brief_id}`;
  const brief = await client.json('GET', briefUrl);
  const name = options.idea.replace(/^.*\//, '').replace(/\.json$/, '');
  const folder = join('output', `${name}-${started.brief_id.slice(0, 8)}`);
  const files = await saveFiles(client, briefUrl, join(projectRoot, folder));
  writeFileSync(join(projectRoot, folder, 'response.json'), `${JSON.stringify(brief, null, 2)}\n`);
  if (options.json) {
    const report = { ...brief, no_ai_model_used: usedNoModel(brief), folder, files };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    out.write(summary(brief, files, folder));
  }
  return ['completed', 'partial'].includes(brief.status) ? 0 : 1;
}
