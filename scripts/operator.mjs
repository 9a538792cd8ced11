#!/usr/bin/env node
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readSetting, readSettings } from './local/environment.mjs';
import { CommandError, complain, say } from './local/project.mjs';
import { tableOf } from './operator/table.mjs';

const usage = `npm run operator -- <command> [--json] [--url <metrics listener>]

  stuck [--for <seconds>] [--limit <n>]       unfinished runs that somebody should look at (default 60 s)
  show <run id>                               a run: its row, tasks, calls with their costs, its job
  cancel <run id>                             end it, as its owner would
  quarantine <run id>                         carry it in a process of its own from now on
  release <run id>                            out of quarantine, and taken up again
  retry <run id> [--fallbacks]                unfinished: take it up now; failed or partial: make anew what failed,
                                              and with --fallbacks also what is only a fallback
  events <brief id> [--after <n>] [--limit <n>]   what happened to a brief, from its rows
  webhooks [--limit <n>]                      webhooks that were given up
  replay <event id> | --failed [--limit <n>]  send a webhook again, or all that were given up
  account <email>                             the account with this address: its id and state
  password-reset <user id>                    a code with which its person sets a new password, good for an hour
  disable <user id> | enable <user id>        lets nobody in with the account, or again
  audit [--of <user id>] [--before <id>] [--limit <n>]   who did what that matters to security, the newest first
  drain                                       the worker at WORKER_PROMETHEUS_PORT takes no job any more

  Asks the api at http://127.0.0.1:PROMETHEUS_PORT (8001), for drain the worker at the port after it. What changes
  something needs OPERATOR_TOKEN, from the environment, OPERATOR_TOKEN_FILE or .env: that of the process asked.
  Exit code 0: done; 1: refused or not reached; 2: not understood.`;

/** A worker gives back for as long as its grace. */
const answerTimeoutMs = 120_000;

class UsageError extends CommandError {}

/**
 * @typedef {Readonly<Record<string, unknown>>} OperatorBody what a route answers; docs/operators.md
 * @typedef {{ method: 'GET' | 'POST', path: string, isWorker?: boolean, text: (body: OperatorBody) => string }} Request
 * @typedef {{ for?: string, limit?: string, after?: string, before?: string, of?: string, failed: boolean, fallbacks: boolean }} Options
 */

const runAct = (act) => (id) => ({
  method: 'POST',
  path: `/operators/runs/${encodeURIComponent(id)}/${act}`,
  text: toldOfAct,
});

const accountAct = (act) => (id) => ({
  method: 'POST',
  path: `/operators/accounts/${encodeURIComponent(id)}/${act}`,
  text: toldOfAct,
});

/** Each takes its one argument, if it has one, and the options. */
const commands = {
  stuck: {
    allows: ['for', 'limit'],
    request: (_id, { for: seconds, limit }) => ({
      method: 'GET',
      path: `/operators/runs${queryOf({ stuck_for_s: seconds, limit })}`,
      text: ({ items, total }) =>
        total === 0
          ? 'No run is stuck.'
          : `${tableOf(items, ['run_id', 'status', 'reasons', 'created_at', 'last_event_at', 'crash_count'])}\n${String(items.length)} of ${String(total)}`,
    }),
  },
  show: {
    argument: 'run id',
    request: (id) => ({
      method: 'GET',
      path: `/operators/runs/${encodeURIComponent(id)}`,
      text: toldOfRun,
    }),
  },
  cancel: { argument: 'run id', request: runAct('cancel') },
  quarantine: { argument: 'run id', request: runAct('quarantine') },
  release: { argument: 'run id', request: runAct('release') },
  retry: {
    argument: 'run id',
    allows: ['fallbacks'],
    request: (id, { fallbacks }) => runAct(fallbacks ? 'retry?fallbacks=true' : 'retry')(id),
  },
  events: {
    argument: 'brief id',
    allows: ['after', 'limit'],
    request: (id, { after, limit }) => ({
      method: 'GET',
      path: `/operators/briefs/${encodeURIComponent(id)}/events${queryOf({ after, limit })}`,
      text: ({ items, next }) =>
        `${tableOf(items, ['id', 'at', 'type', 'agent', 'data'])}\nafter: ${String(next)}`,
    }),
  },
  webhooks: {
    allows: ['limit'],
    request: (_id, { limit }) => ({
      method: 'GET',
      path: `/operators/webhooks${queryOf({ limit })}`,
      text: ({ items }) =>
        items.length === 0
          ? 'No webhook was given up.'
          : tableOf(items, [
              'event_id',
              'kind',
              'brief_id',
              'version',
              'attempts',
              'last_outcome',
              'created_at',
            ]),
    }),
  },
  replay: {
    argument: 'event id',
    isOptional: ({ failed }) => failed,
    allows: ['failed', 'limit'],
    request: (id, { failed, limit }) => ({
      method: 'POST',
      path: failed
        ? `/operators/webhooks/replay${queryOf({ limit })}`
        : `/operators/webhooks/${encodeURIComponent(id)}/replay`,
      text: toldOfAct,
    }),
  },
  account: {
    argument: 'email',
    request: (email) => ({
      method: 'POST',
      path: `/operators/accounts/find${queryOf({ email })}`,
      text: (account) => tableOf([account], Object.keys(account)),
    }),
  },
  'password-reset': {
    argument: 'user id',
    request: (id) => ({
      method: 'POST',
      path: `/operators/accounts/${encodeURIComponent(id)}/password-reset`,
      text: ({ code, expires_in: seconds }) => `${String(code)}   good for ${String(seconds)} s, once`,
    }),
  },
  disable: { argument: 'user id', request: accountAct('disable') },
  enable: { argument: 'user id', request: accountAct('enable') },
  audit: {
    allows: ['of', 'before', 'limit'],
    request: (_id, { of: subject, before, limit }) => ({
      method: 'POST',
      path: `/operators/audit${queryOf({ subject, before, limit })}`,
      text: ({ items }) =>
        items.length === 0
          ? 'Nothing stands there.'
          : tableOf(items, ['id', 'at', 'act', 'outcome', 'actor', 'subject', 'address', 'details']),
    }),
  },
  drain: {
    request: () => ({ method: 'POST', path: '/operators/drain', isWorker: true, text: toldOfAct }),
  },
};

/**
 * @param {string[]} args
 * @returns {{ isHelp: true } | { isHelp: false, isJson: boolean, url?: string, request: Request }}
 * @throws {UsageError}
 */
export function parseOperatorArguments(args) {
  const { values, positionals } = parsed(args);
  if (values.help) return { isHelp: true };
  const [name = '', ...rest] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : null;
  if (command === null)
    throw new UsageError(name === '' ? usage : `There is no command "${name}".\n\n${usage}`);
  const { json, url, help: _, ...options } = values;
  for (const option of Object.keys(options)) {
    const isGiven = options[option] !== undefined && options[option] !== false;
    if (isGiven && !command.allows?.includes(option))
      throw new UsageError(`${name} knows no --${option}.\n\n${usage}`);
  }
  const wanted = command.argument === undefined || command.isOptional?.(options) ? 0 : 1;
  if (rest.length !== wanted) {
    throw new UsageError(
      wanted === 0 ? `${name} takes no argument here.` : `${name} needs one ${command.argument}.`,
    );
  }
  return { isHelp: false, isJson: json, url, request: command.request(rest[0] ?? '', options) };
}

function parsed(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        for: { type: 'string' },
        limit: { type: 'string' },
        after: { type: 'string' },
        before: { type: 'string' },
        of: { type: 'string' },
        failed: { type: 'boolean', default: false },
        fallbacks: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        url: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${usage}`, { cause: error });
  }
}

function queryOf(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `?${String(new URLSearchParams(given))}`;
}

/**
 * @param {Request} request
 * @param {{ url?: string, settings?: import('./local/environment.mjs').Environment }} [options]
 * @throws {CommandError} with what the service said
 */
export async function askService(
  { method, path, isWorker = false },
  { url, settings = readSettings() } = {},
) {
  const base = url ?? addressOf(settings, isWorker);
  const token = readSetting(settings, 'OPERATOR_TOKEN');
  const response = await reached(base, path, {
    method,
    // A token goes nowhere that does not need it.
    headers: method !== 'GET' && token ? { authorization: `Bearer ${token}` } : {},
    redirect: 'error',
    signal: AbortSignal.timeout(answerTimeoutMs),
  });
  const text = await answered(response);
  if (!response.ok) throw new CommandError(`${String(response.status)} ${refusal(text)}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const what = 'what answers there is no metrics listener of this service';
    throw new CommandError(`${base}: ${what}.`, { cause: error });
  }
}

/** @param {Response} response */
async function answered(response) {
  try {
    return await response.text();
  } catch (error) {
    throw new CommandError(`The answer was cut off (${reasonOf(error)}).`, { cause: error });
  }
}

const reasonOf = (error) => error.cause?.code ?? error.cause?.message ?? error.message;

async function reached(base, path, options) {
  let address;
  try {
    address = new URL(path, base);
  } catch (error) {
    throw new UsageError(`--url must be an address such as http://127.0.0.1:8001, not ${base}`, {
      cause: error,
    });
  }
  try {
    return await fetch(address, options);
  } catch (error) {
    throw new CommandError(`No answer from ${address.origin} (${reasonOf(error)}).`, { cause: error });
  }
}

function addressOf(settings, isWorker) {
  const api = Number(settings.PROMETHEUS_PORT ?? 8001);
  const port = isWorker ? Number(settings.WORKER_PROMETHEUS_PORT ?? api + 1) : api;
  return `http://127.0.0.1:${String(port)}`;
}

function refusal(text) {
  try {
    const { error, message } = JSON.parse(text);
    return message === undefined ? error : `${error}: ${message}`;
  } catch {
    return text.slice(0, 200);
  }
}

function toldOfAct(answer) {
  const { changed, ...facts } = answer;
  const lines = Object.entries(facts).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return [changed ? 'Done.' : 'Nothing to change.', ...lines].join('\n');
}

function toldOfRun({ tasks, calls, ...run }) {
  const facts = Object.entries(run).map(([name, value]) => ({ field: name, value }));
  return [
    tableOf(facts, ['field', 'value']),
    tableOf(tasks, ['task', 'status', 'is_kept', 'attempt', 'provider', 'model', 'error', 'finished_at']),
    calls.length === 0
      ? 'no calls'
      : tableOf(calls, [
          'task',
          'capability',
          'provider',
          'model',
          'outcome',
          'attempts',
          'cost_micro_usd',
          'latency_ms',
        ]),
  ].join('\n\n');
}

async function main(args) {
  const options = parseOperatorArguments(args);
  if (options.isHelp) {
    say(usage);
    return;
  }
  const body = await askService(options.request, { url: options.url });
  say(options.isJson ? JSON.stringify(body, null, 2) : options.request.text(body));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    complain(error.message);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
