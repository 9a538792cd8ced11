import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CommandError } from './project.mjs';
import { findRedis, libraryEnvironment } from './redis-binaries.mjs';
import { connectRedis } from './redis-client.mjs';
import { tryChild } from './run-child.mjs';

const containerName = (home) =>
  `genesis-redis-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;

const noContainers =
  'A replicated Redis or a cluster needs redis-server as a program: `apt-get install redis-server`, or your system’s package.';

const quote = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** On standard input: a password among the arguments would be readable by every user of the machine. */
export function redisConfiguration({ bind, port, password, dir, appendonly, lines = [] }) {
  return [
    `bind ${bind}`,
    'protected-mode yes',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${quote(dir)}`,
    `appendonly ${appendonly ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    // An evicted queue entry is a lost run.
    'maxmemory-policy noeviction',
    ...lines,
    '',
  ].join('\n');
}

/** @type {import('./server.mjs').ServerKind} */
export const redisKind = {
  name: 'Redis',
  stopSignal: 'SIGTERM',
  url: (port, password) => `redis://:${password}@127.0.0.1:${port}/0`,

  async prepare(home, password, { appendonly = true, lines }) {
    const program = await findRedis();
    const dir = path.join(home, 'data');
    await mkdir(dir, { recursive: true, mode: 0o700 });
    if (program.kind === 'binary') {
      return (port) => ({
        command: program.file,
        args: ['-'],
        env: { ...process.env, ...libraryEnvironment(program) },
        input: redisConfiguration({ bind: '127.0.0.1', port, password, dir, appendonly, lines }),
      });
    }
    // Servers that find each other by address would each be alone in their container.
    if (lines) throw new CommandError(noContainers);
    // The client of a killed command may have left its container behind.
    await tryChild('docker', ['rm', '--force', containerName(home)]);
    const owner = process.getuid ? ['--user', `${process.getuid()}:${process.getgid()}`] : [];
    return (port) => ({
      command: 'docker',
      args: [
        ...['run', '--rm', '--interactive', '--name', containerName(home), ...owner],
        ...[
          '--publish',
          `127.0.0.1:${port}:6379`,
          '--volume',
          `${dir}:/data`,
          program.image,
          'redis-server',
          '-',
        ],
      ],
      input: redisConfiguration({ bind: '0.0.0.0', port: 6379, password, dir: '/data', appendonly }),
    });
  },

  async answers(url) {
    const client = await connectRedis(url).catch(() => null);
    client?.disconnect();
    return client !== null;
  },

  ready: async () => undefined,
  // Redis keeps no note of its process: a leftover is known by our own record only.
  findLeftover: async () => null,
  forget: async () => undefined,
};
