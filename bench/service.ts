import { type ChildProcess, fork } from 'node:child_process';
import { Agent, type OutgoingHttpHeaders, request, type RequestOptions } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DIST = join(import.meta.dirname, '..');

/** A child process that ends when its channel closes. */
export interface Part {
  readonly pid: number;
  stop(): Promise<void>;
}

export function startPart(entry: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): ChildProcess {
  return fork(join(DIST, entry), args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

export function asPart(child: ChildProcess): Part {
  return {
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}

export async function untilMessage(child: ChildProcess, message: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.on('message', (received) => {
      if (received === message) resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`a process of the benchmark ended with ${String(code)}`));
    });
  });
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}

const IDEA = {
  business_name: 'Atelier Sira',
  sector: 'couture',
  vision: 'Que les femmes de Thiès portent du sur mesure cousu à Thiès.',
  mission: 'Nous prenons les mesures à domicile et livrons en huit jours.',
  target_audience: 'Les enseignantes de Thiès qui préparent une cérémonie.',
  differentiation: 'Une date de livraison écrite et une retouche offerte.',
  value_proposition: 'Une tenue sur mesure en huit jours à partir de 20 000 FCFA.',
  location: { city: 'Thiès', country: 'Sénégal' },
  services: ['Tenue sur mesure', 'Retouche'],
};

export interface Started {
  readonly brief_id: string;
  readonly run_id: string;
  readonly events_url: string;
}

/** Where a session of the coach stands. */
export interface CoachSays {
  readonly session_id: string;
  readonly current_step: string;
}

/** Starts the api as it ships; nobody reads its metrics, and nobody is held up by a limit of requests. */
export async function startApi(): Promise<{ readonly api: Part; readonly url: string }> {
  const port = String(await freePort());
  const child = startPart('apps/api/src/main.js', {
    PORT: port,
    HOST: '127.0.0.1',
    PROMETHEUS_PORT: '0',
    LOG_LEVEL: 'error',
    RATE_LIMIT_ENABLED: 'false',
  });
  return { api: asPart(child), url: `http://127.0.0.1:${port}` };
}

/** A client of the api under measurement. */
export class ApiClient {
  private token = '';
  private readonly connections = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(private readonly baseUrl: string) {}

  async untilReady(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const answer = await fetch(`${this.baseUrl}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error('the api did not become ready');
  }

  /** Becomes a new person. */
  async signUp(): Promise<void> {
    const email = `bench-${crypto.randomUUID()}@example.com`;
    const password = crypto.randomUUID();
    await this.post(
      '/api/v1/auth/register',
      JSON.stringify({ email, name: 'Bench', password }),
      'application/json',
    );
    const form = new URLSearchParams({ username: email, password }).toString();
    const answer = await this.post('/api/v1/auth/token', form, 'application/x-www-form-urlencoded');
    this.token = (JSON.parse(answer) as { access_token: string }).access_token;
  }

  async generate(idea: object = IDEA): Promise<Started> {
    return this.start({ business_brief: idea, language: 'fr' });
  }

  async generateFromSession(coaching_session_id: string): Promise<Started> {
    return this.start({ coaching_session_id });
  }

  /** Reads a resource to its end. @returns bytes of its body */
  async read(path: string): Promise<number> {
    let bytes = 0;
    await this.exchange({ path, headers: {} }, null, (chunk) => (bytes += Buffer.byteLength(chunk)));
    return bytes;
  }

  async coach(call: string, body: object): Promise<CoachSays> {
    const answer = await this.post(`/api/v1/coaching/${call}`, JSON.stringify(body), 'application/json');
    return JSON.parse(answer) as CoachSays;
  }

  /** Follows a brief's stream. @returns milliseconds from `sinceMs` to its first event and to its last. */
  async follow(started: Started, sinceMs: number): Promise<{ firstMs: number; lastMs: number }> {
    let firstMs = Number.NaN;
    await this.exchange(
      { path: started.events_url, headers: { accept: 'text/event-stream' } },
      null,
      (chunk) => {
        if (Number.isNaN(firstMs) && chunk.includes('data:')) firstMs = performance.now() - sinceMs;
      },
    );
    return { firstMs, lastMs: performance.now() - sinceMs };
  }

  /** Opens a brief's stream on a connection of its own. @returns what closes it, once its first frame has come */
  async openStream(started: Started): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const headers = { accept: 'text/event-stream', authorization: `Bearer ${this.token}` };
      const sent = request(new URL(started.events_url, this.baseUrl), { headers, agent: false }, (answer) => {
        answer.on('error', () => undefined);
        answer.once('data', () => {
          resolve(() => sent.destroy());
        });
        answer.resume();
      });
      sent.on('error', reject).end();
    });
  }

  private async start(body: object): Promise<Started> {
    const path = '/api/v1/business/brief/generate';
    return JSON.parse(await this.post(path, JSON.stringify(body), 'application/json')) as Started;
  }

  private async post(path: string, body: string, type: string): Promise<string> {
    let text = '';
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    await this.exchange({ path, method: 'POST', headers }, body, (chunk) => (text += chunk));
    return text;
  }

  /** Through a plain client with connections of its own: `fetch` costs as much CPU as the service that answers it. */
  private async exchange(
    { headers, ...options }: Omit<RequestOptions, 'headers'> & { headers: OutgoingHttpHeaders },
    body: string | null,
    onChunk: (chunk: string) => void,
  ): Promise<void> {
    const authorization = this.token && { authorization: `Bearer ${this.token}` };
    return new Promise((resolve, reject) => {
      const sent = request(
        this.baseUrl,
        { ...options, agent: this.connections, headers: { ...headers, ...authorization } },
        (answer) => {
          const status = answer.statusCode ?? 0;
          answer.setEncoding('utf8').on('data', onChunk);
          answer.once('error', reject).once('end', () => {
            if (status < 300) resolve();
            else reject(new Error(`${String(options.path)} answered ${String(status)}`));
          });
        },
      );
      sent.once('error', reject).end(body ?? undefined);
    });
  }
}
