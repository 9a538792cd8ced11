#!/usr/bin/env node
/**
 * Stands on PATH as `docker`. There is no engine: it takes the commands and flags that the release scripts use, as Docker's
 * reference describes them, refuses anything else, looks at what they name in the Compose files, and writes down each call.
 * DOCKER_WORLD is a folder with `calls.jsonl`, `running.json` (by project), `nginx.json` (the servers that nginx has taken), and
 * what the test wants: `ports.json`, `labels.json` of images, `health.json` of workers, `absent.json` (replicas that end at once),
 * `fail-<word>` makes calls fail in which the word stands, `kill-<word>` kills whoever makes one, after it was done.
 * Whoever stops apis that nginx sends requests to is written down in `outages.jsonl`.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
  stop: { '--timeout': true },
  exec: { '-T': false },
};

const fromFile = (name, otherwise) => {
  const file = path.join(world, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : otherwise;
};
const runningFile = path.join(world, 'running.json');
/** The base runs before there is a colour. */
const running = fromFile('running.json', { genesis: { apis: 1, workers: 1 } });

/** Which project has the apis that a server of nginx stands for: by alias, by container or, before colours, by service. */
const projectOf = (server) =>
  /^genesis-api-(blue|green):/.test(server)
    ? `genesis-${/-(blue|green):/.exec(server)[1]}`
    : (/^(genesis.*)-genesis-api-\d+:/.exec(server)?.[1] ?? 'genesis');

function nginxTakes(file) {
  const lines = [...readFileSync(file, 'utf8').matchAll(/^ *server (\S+)(.*);$/gm)];
  const servers = lines.filter(([, , options]) => !options.includes('down')).map(([, server]) => server);
  writeFileSync(path.join(world, 'nginx.json'), JSON.stringify(servers));
}

function inspectContainers(ids) {
  const { api, metrics } = fromFile('ports.json', {});
  const health = fromFile('health.json', {});
  const publish = (port) => [{ HostIp: '127.0.0.1', HostPort: String(port) }];
  const containers = ids.map((id) => {
    const Name = `/${id}`;
    if (id.includes('genesis-worker')) {
      const [project] = id.split('-genesis-worker-');
      return { Name, State: { Status: 'running', Health: { Status: health[project] ?? 'healthy' } } };
    }
    const Ports = { '8000/tcp': publish(api), '8001/tcp': publish(metrics), '8002/tcp': null };
    return { Name, State: { Status: 'running' }, NetworkSettings: { Ports } };
  });
  process.stdout.write(JSON.stringify(containers));
  return args;
}

function inspectImage(image) {
  const labels = fromFile('labels.json', {})[image];
  if (!labels) refuse(`no such image ${image}`);
  process.stdout.write(JSON.stringify([{ Config: { Labels: labels } }]));
  return args;
}

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
  // Compose's own tags.
  const customTags = ['!override', '!reset'].flatMap((tag) =>
    ['map', 'seq'].map((collection) => ({ tag, collection, identify: () => false })),
  );
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
    const scaled = Object.fromEntries(scales);
    const absent = fromFile('absent.json', {})[project] ?? 0;
    running[project] = {
      image: settings.GENESIS_IMAGE,
      apis: Number(scaled['genesis-api']) - absent,
      workers: Number(scaled['genesis-worker']),
    };
  }
  if (command === 'stop') {
    const isUsed = fromFile('nginx.json', ['genesis-api:8000']).some((one) => projectOf(one) === project);
    if (isUsed && running[project]) appendFileSync(path.join(world, 'outages.jsonl'), `${project}\n`);
    delete running[project];
  }
  if (command === 'ps') {
    const [service] = rest;
    const count = running[project]?.[service === 'genesis-api' ? 'apis' : 'workers'] ?? 0;
    const ids = Array.from({ length: count }, (_, index) => `${project}-${service}-${index + 1}\n`);
    process.stdout.write(ids.join(''));
  }
  if (command === 'exec' && rest.at(-1) === 'reload') {
    nginxTakes(path.join(valuesOf('--project-directory')[0], 'docker/nginx/local/upstream.conf'));
  }
  return [project, command, ...flags.flat(), ...rest];
}

const stands = (kind, words) => words.find((word) => existsSync(path.join(world, `${kind}-${word}`)));
const [first, second, ...others] = args;
const call =
  first === 'compose'
    ? compose(args.slice(1))
    : first === 'image' && ['pull', 'rm'].includes(second ?? '')
      ? args
      : first === 'image' && second === 'inspect'
        ? inspectImage(others[0] ?? '')
        : first === 'container' && second === 'inspect'
          ? inspectContainers(others)
          : refuse('unknown command');
appendFileSync(path.join(world, 'calls.jsonl'), `${JSON.stringify({ call, settings })}\n`);
const failing = stands('fail', call);
if (failing) refuse(`${failing} does not work today`);
if (call.includes('up') || call.includes('stop')) {
  // Whole or not at all: others look at it meanwhile.
  const aside = `${runningFile}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(running));
  renameSync(aside, runningFile);
}
if (stands('kill', call)) process.kill(process.ppid, 'SIGKILL');
