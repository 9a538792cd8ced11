import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../local/project.mjs';

export const agents = ['research', 'content', 'logo', 'seo', 'template'];

const settled = new Set(['success', 'fallback', 'failed', 'skipped', 'cancelled']);
const marks = { pending: '·', running: '▶', success: '✔', fallback: '◑', failed: '✖' };
const followLimitMs = 300_000;
const reconnectMs = 500;

/** Redraws a line an agent in a terminal; elsewhere prints a line a change. */
export class AgentsBoard {
  /** @param {NodeJS.WriteStream} out @param {import('./texts.mjs').RunTexts} texts */
  constructor(out, texts) {
    this.out = out;
    this.texts = texts;
    this.nameWidth = Math.max(...agents.map((agent) => texts.agents[agent].length));
    this.statusWidth = Math.max(...Object.values(texts.statuses).map((status) => status.length));
    this.statuses = Object.fromEntries(agents.map((agent) => [agent, 'pending']));
    this.notes = {};
    this.drawn = 0;
  }

  get isSettled() {
    return agents.every((agent) => settled.has(this.statuses[agent]));
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
    const name = this.texts.agents[agent].padEnd(this.nameWidth);
    const state = (this.texts.statuses[status] ?? status).padEnd(this.statusWidth);
    return `  ${marks[status] ?? '–'} ${name} ${state} ${this.notes[agent] ?? ''}`.trimEnd();
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

/** How `fetch` says that a body ended before its end. */
const isBrokenConnection = (error) => error instanceof TypeError && error.cause !== undefined;

/**
 * Shows a run on the board until it ends, also across a broken connection.
 * @param {import('./api-client.mjs').ApiClient} client
 * @param {string} eventsUrl
 * @param {AgentsBoard} board
 */
export async function followRun(client, eventsUrl, board) {
  let last = 0;
  const giveUpAt = performance.now() + followLimitMs;
  while (performance.now() < giveUpAt) {
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(last) };
      const response = await client.call('GET', eventsUrl, { headers, isStream: true });
      for await (const event of serverSentEvents(response)) {
        last = event.id ?? last;
        if (event.type === 'agent.started') board.set(event.agent, 'running');
        if (event.type === 'agent.finished') {
          const { status, provider, duration_ms: ms } = event.data;
          board.set(event.agent, status, `${provider ?? ''} ${ms} ms`.trim());
        }
        if (event.type !== 'run.finished') continue;
        if (!board.isSettled) throw new CommandError('An agent did not settle.');
        return;
      }
    } catch (error) {
      client.signal.throwIfAborted();
      if (!isBrokenConnection(error)) throw error;
    }
    await sleep(reconnectMs, undefined, { signal: client.signal });
  }
  throw new CommandError('The run did not end in time.');
}
