// A conversation with the coach in the terminal, as a client of the running service.
import { parseArgs } from 'node:util';
import { openAccount } from './coach/account.mjs';
import { ApiClient } from './coach/api-client.mjs';
import { Conversation, resumeCommand } from './coach/conversation.mjs';
import { Left, Terminal } from './coach/terminal.mjs';
import { textsIn } from './coach/texts.mjs';
import { complain, CommandError, inLocalDir } from './local/project.mjs';

export const usage = `npm run coach -- [--lang fr|en] [--session <id>]
  --lang      language of a new conversation (default: fr)
  --session   resumes the conversation with this id
  --name, --sector, --city, --country, --services "one, another"   known already, and not asked
Without a terminal an answer a line is read from standard input: to the five steps, to whatever the coach asks
besides, and "oui" or "yes" at the end.`;

/** Option to the field of the brief. */
const facts = {
  name: 'business_name',
  sector: 'sector',
  city: 'city',
  country: 'country',
  services: 'services',
};

/**
 * @param {string[]} args
 * @throws {CommandError}
 */
export function parseCoachArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        lang: { type: 'string' },
        session: { type: 'string' },
        ...Object.fromEntries(Object.keys(facts).map((name) => [name, { type: 'string' }])),
        help: { type: 'boolean', default: false },
      },
    });
    if (values.lang !== undefined && !Object.hasOwn(textsIn, values.lang)) {
      throw new Error(`--lang is one of ${Object.keys(textsIn).join(', ')}.`);
    }
    return {
      language: /** @type {import('./coach/texts.mjs').Language | null} */ (values.lang ?? null),
      sessionId: values.session ?? null,
      told: Object.fromEntries(
        Object.entries(facts).flatMap(([name, field]) =>
          values[name]?.trim() ? [[field, values[name]]] : [],
        ),
      ),
      isHelp: values.help,
    };
  } catch (error) {
    throw new CommandError(`${error.message}\n${usage}`, { cause: error });
  }
}

/**
 * @param {object} options
 * @param {string} options.baseUrl
 * @param {ReturnType<typeof parseCoachArguments>} options.wanted
 * @param {AbortSignal} options.ending fires when the command is asked to end
 * @returns {Promise<number>} 0: the brief was made, or somebody at a terminal stopped; 1: it was not made
 */
export async function runCoach({ baseUrl, wanted, ending }) {
  const terminal = new Terminal({ input: process.stdin, output: process.stdout });
  const client = new ApiClient({ baseUrl, signal: AbortSignal.any([ending, terminal.signal]) });
  const conversation = new Conversation({ client, terminal, language: wanted.language, told: wanted.told });
  const leave = () => terminal.leave(ending.reason);
  ending.addEventListener('abort', leave, { once: true });
  terminal.open();
  try {
    await openAccount(client, inLocalDir('coach-account.json'));
    if (await conversation.run(wanted.sessionId)) return 0;
    complain(`\n  ${conversation.texts.briefFailed}\n  ${resumeCommand(conversation.sessionId)}`);
    return 1;
  } catch (error) {
    if (conversation.sessionId !== null) sayHowToResume(conversation, terminal);
    if (!(error instanceof Left)) throw error;
    if (error.reason === 'interrupt') return 130;
    if (terminal.isInteractive) return 0;
    const { texts, openStep } = conversation;
    complain(texts.inputEnded(texts.steps[openStep]));
    return 1;
  } finally {
    ending.removeEventListener('abort', leave);
    terminal.close();
  }
}

function sayHowToResume({ texts, areAgentsAtWork, askedFor, sessionId }, terminal) {
  terminal.say();
  terminal.say();
  if (!areAgentsAtWork && askedFor.size > 0) terminal.say(texts.factsAreNot);
  terminal.say(areAgentsAtWork ? texts.workGoesOn : texts.saved);
  terminal.sayCommand(resumeCommand(sessionId));
}
