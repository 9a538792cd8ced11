#!/usr/bin/env node
/**
 * Stands on PATH as `docker`. There is no engine: it takes the commands and flags that the release scripts use, as Docker's
 * reference describes them, refuses anything else, looks at what they name in the Compose files, and writes down each call.
 * DOCKER_WORLD is a folder with `calls.jsonl`, `running.json` and, to make a command fail, `fail-<command>`.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const world = process.env.DOCKER_WORLD;
const args = process.argv.slice(2);
const settings = Object.fromEntries(
  ['GENESIS_IMAGE', 'GENESIS_COLOUR', 'GENESIS_PROJECT', 'GENESIS_ENV_FILE', 'APP_VERSION'].flatMap((name) =>
    process.env[name] ? [[name, process.env[name]]] : [],
  ),
);

function refuse(reason) {
  process.stderr.write(`docker: ${reason}: ${args.join(' ')}\n`);
  process.exit(125);
}

/** Takes flags off the front. @param {Record<string, boolean>} known with a value or without */
function takeFlags(rest, known) {
  const flags = [];
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift();
    if (!(flag in known)) refuse(`unknown flag ${flag}`);
    flags.push(known[flag] ? [flag, rest.shift() ?? refuse(`${flag} needs a value`)] : [flag]);
  }
  return flags;
}

const COMMANDS = {
  run: { '--rm': false },
  up: { '--detach': false, '--no-deps': false, '--no-build': false, '--scale': true },
  ps: { '--quiet': false },
  port: { '--index': true },
  stop: { '--timeout': true },
  exec: { '-T': false },
};

const runningFile = path.join(world, 'running.json');
const running = existsSync(runningFile) ? JSON.parse(readFileSync(runningFile, 'utf8')) : {};

function compose(rest) {
  const globals = takeFlags(rest, {
    '--project-directory': true,
    '--project-name': true,
    '--env-file': true,
    '--file': true,
  });
  const valuesOf = (flag) => globals.filter(([name]) => name === flag).map(([, value]) => value);
  const files = valuesOf('--file');
  for (const file of [...files, ...valuesOf('--env-file')]) if (!existsSync(file)) refuse(`no file ${file}`);
  // `!override` is Compose's own tag.
  const customTags = ['map', 'seq'].map((collection) => ({
    tag: '!override',
    collection,
    identify: () => false,
  }));
  const services = new Set(
    files.flatMap((file) =>
      Object.keys(parse(readFileSync(file, 'utf8'), { merge: true, customTags }).services),
    ),
  );
  const [project] = valuesOf('--project-name');
  const command = rest.shift() ?? '';
  if (!(command in COMMANDS)) refuse(`unknown command compose ${command}`);
  const flags = takeFlags(rest, COMMANDS[command]);
  const named = ['up', 'stop', 'ps'].includes(command) ? rest : rest.slice(0, 1);
  for (const service of named) if (!services.has(service)) refuse(`no such service: ${service}`);
  if (command === 'up') {
    const scales = flags.filter(([flag]) => flag === '--scale').map(([, scale]) => scale.split('='));
    running[project] = {
      image: settings.GENESIS_IMAGE,
      apis: Number(Object.fromEntries(scales)['genesis-api']),
    };
  }
  if (command === 'stop') delete running[project];
  const apis = running[project]?.apis ?? 0;
  if (command === 'ps')
    process.stdout.write(Array.from({ length: apis }, (_, index) => `container${index}\n`).join(''));
  if (command === 'port') {
    const { api, metrics } = JSON.parse(readFileSync(path.join(world, 'ports.json'), 'utf8'));
    process.stdout.write(`127.0.0.1:${rest[1] === '8000' ? api : metrics}\n`);
  }
  return [project, command, ...flags.flat(), ...rest];
}

const [first, ...rest] = args;
const call =
  first === 'compose'
    ? compose([...rest])
    : first === 'image' && ['pull', 'rm'].includes(rest[0] ?? '')
      ? args
      : refuse('unknown command');
appendFileSync(path.join(world, 'calls.jsonl'), `${JSON.stringify({ call, settings })}\n`);
writeFileSync(runningFile, JSON.stringify(running));
const failing = call.find((word) => existsSync(path.join(world, `fail-${word}`)));
if (failing) refuse(`${failing} does not work today`);
