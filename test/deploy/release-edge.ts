import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Edge, upstreamFile } from '../../deploy/release/edge.mjs';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { waitFor } from '../support/harness/wait-for.js';
import { type FoundProgram, operatorProgram, WatchedProgram } from './watched-program.js';

const run = promisify(execFile);
const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const SETTLE_MS = 1_000;
/** Debian's nginx is older than 1.27.3. */
const RESOLVES = false;

export interface AccessLine {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Of each api that was asked, in their order. */
  readonly upstreamStatus: string;
}

/** A real nginx with the repository's rules for what it passes on, without TLS. */
export class ReleaseEdge {
  readonly edge: Edge;

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly nginx: WatchedProgram,
    upstream: string,
    program: FoundProgram,
  ) {
    const command = async (...args: string[]) => {
      const env = { ...process.env, ...(program.libraryPath && { LD_LIBRARY_PATH: program.libraryPath }) };
      await run(program.file, ['-c', path.join(folder, 'nginx.conf'), '-q', ...args], { env });
    };
    const commands = { check: () => command('-t'), reload: () => command('-s', 'reload') };
    this.edge = new Edge(upstream, commands, { settleMs: SETTLE_MS, resolves: RESOLVES });
  }

  static async start(): Promise<ReleaseEdge> {
    const folder = await mkdtemp(path.join(tmpdir(), 'genesis-edge-'));
    const port = await findFreePort();
    await mkdir(path.join(folder, 'tmp'));
    await copyFile(path.join(REPOSITORY, 'docker/nginx/proxy.conf'), path.join(folder, 'proxy.conf'));
    const upstream = path.join(folder, 'upstream.conf');
    // Nobody listens there: the first release points elsewhere.
    await writeFile(upstream, upstreamFile(['127.0.0.1:9'], { resolves: RESOLVES }));
    await writeFile(path.join(folder, 'nginx.conf'), configuration(folder, port));
    const program = operatorProgram('nginx', 'nginx');
    const args = ['-c', path.join(folder, 'nginx.conf'), '-g', 'daemon off;'];
    const nginx = new WatchedProgram(program, args, path.join(folder, 'nginx.log'));
    const url = `http://127.0.0.1:${port}`;
    await waitFor(
      async () => {
        nginx.assertRunning();
        return (await fetch(`${url}/nginx-alive`)).ok;
      },
      { timeoutMs: 30_000, what: 'nginx to listen' },
    );
    return new ReleaseEdge(url, folder, nginx, upstream, program);
  }

  /** What it has answered until now. */
  async accessLines(): Promise<readonly AccessLine[]> {
    const text = await readFile(path.join(this.folder, 'access.log'), 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as AccessLine);
  }

  /** What it has complained about. */
  get errors(): string {
    return this.nginx.output;
  }

  async stop(): Promise<void> {
    await this.nginx.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** As docker/nginx/nginx.conf where it matters for a release: how long connections live, what is logged, what is passed on. */
function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 512; }
http {
  ${temporary.map((kind) => `${kind}_temp_path ${folder}/tmp/${kind};`).join('\n  ')}
  log_format edge escape=json '{"method":"$request_method","path":"$uri","status":$status,"upstreamStatus":"$upstream_status"}';
  access_log ${folder}/access.log edge;
  keepalive_timeout 30s;
  client_max_body_size 256k;
  map $http_x_request_id $genesis_request_id { default $http_x_request_id; '' $request_id; }
  include ${folder}/upstream.conf;
  server {
    listen 127.0.0.1:${port};
    location = /nginx-alive { access_log off; return 200; }
    include ${folder}/proxy.conf;
  }
}
`;
}
