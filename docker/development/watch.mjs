import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { PassThrough } from 'node:stream';

/**
 * Compiles the mounted sources as they change and starts the process again with what came out: the command of a
 * developer's container.
 *
 *     node docker/development/watch.mjs api|worker      until it is told to end
 *     node docker/development/watch.mjs migrate         compiles once, migrates, ends
 */
const entries = {
  api: 'dist/apps/api/src/main.js',
  worker: 'dist/apps/worker/src/main.js',
  migrate: 'dist/apps/api/src/migrate.js',
};
const role = process.argv[2];
const entry = entries[role];
if (!entry) {
  process.stderr.write('usage: node docker/development/watch.mjs api|worker|migrate\n');
  process.exit(2);
}

const swc = ['node_modules/@swc/cli/bin/swc.js', 'apps', 'libs', '-d', 'dist'];
const children = new Set();
let isEnding = false;

/** What is printed goes to the terminal and to logs/<role>.log: the folder is mounted for a developer's own tools. */
const output = new PassThrough();
output.pipe(process.stdout);
mkdirSync('logs', { recursive: true });
pipeline(output, createWriteStream(path.join('logs', `${role}.log`)), (error) => {
  if (error) process.stderr.write(`no log file: ${error.message}\n`);
});

function start(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const ended = new Promise((resolve) => {
    child.once('exit', (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
  return { child, ended };
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    isEnding = true;
    for (const child of children) child.kill(signal);
  });
}

const built = await start(swc).ended;
if (built !== 0 && !existsSync(entry)) process.exit(built);

if (role === 'migrate') {
  process.exitCode = await start(['--enable-source-maps', entry]).ended;
} else {
  const compiler = start([...swc, '--watch']);
  const service = start(['--watch', '--watch-preserve-output', '--enable-source-maps', entry]);
  const code = await Promise.race([compiler.ended, service.ended]);
  for (const child of children) child.kill('SIGTERM');
  await Promise.all([compiler.ended, service.ended]);
  process.exitCode = isEnding ? 0 : code;
}
output.end();
