import { ApiError, newKey } from './api-client.mjs';
import { AgentsBoard, followRun } from './agents-board.mjs';
import { saveBrief, summary } from './brief-folder.mjs';
import { CoachScreen } from './coach-screen.mjs';
import { CommandError } from '../local/project.mjs';
import { Left } from './terminal.mjs';
import { textsIn } from './texts.mjs';
import { folded, readTyped, stepNamed, steps } from './typed-line.mjs';

/** @typedef {import('./api-client.mjs').ApiClient} ApiClient */
/** @typedef {import('./terminal.mjs').Terminal} Terminal */
/** @typedef {Partial<Record<'business_name' | 'sector' | 'city' | 'country' | 'services', string>>} ToldFacts */

const coaching = '/api/v1/coaching';
/** Nobody answers to a session in one of these any more: its brief is what there is to see. */
const withBrief = new Set(['sub_agents_running', 'brief_ready', 'completed']);
const resumable = new Set(['in_progress', 'coaching_complete', 'sub_agents_running']);
const folderNameLength = 40;

export const resumeCommand = (sessionId) => `npm run coach -- --session ${sessionId}`;

/** One conversation with the coach, from the first question to the files of the brief. */
export class Conversation {
  /**
   * @param {object} options
   * @param {ApiClient} options.client
   * @param {Terminal} options.terminal
   * @param {import('./texts.mjs').Language | null} options.language
   * @param {ToldFacts} [options.told] known already, and therefore not asked
   */
  constructor({ client, terminal, language, told = {} }) {
    this.client = client;
    this.terminal = terminal;
    this.wantedLanguage = language;
    /** @type {string | null} */
    this.sessionId = null;
    this.openStep = steps[0];
    this.areAgentsAtWork = false;
    /** What was told besides the answers; it is sent with the confirmation. */
    this.facts = Object.entries(told).reduce((facts, [field, text]) => withFact(facts, field, text), {});
    /** Fields that were asked for, also those that were left open. @type {Set<string>} */
    this.askedFor = new Set();
    this.speak(language ?? 'fr');
  }

  /** @private */
  speak(language) {
    this.language = language;
    this.texts = textsIn[language];
    this.screen = new CoachScreen(this.terminal, this.texts);
    this.client.language = language;
  }

  /**
   * @param {string | null} sessionId resumes it; null begins anew, or where the person left off
   * @returns {Promise<boolean>} true when the brief was made
   * @throws {Left}
   */
  async run(sessionId) {
    let view = await this.enter(sessionId ?? (await this.offerUnfinished()));
    if (!withBrief.has(view.status)) this.screen.show(view);
    while (!withBrief.has(view.status)) {
      if (view.status === 'failed') throw new CommandError(this.texts.isOver);
      this.openStep = view.current_step;
      view = await (view.current_step === 'synthesis' ? this.recap(view) : this.answer(view));
    }
    return this.deliver();
  }

  /** @private @param {string} [key] of what must count once; the other calls of a session may be repeated without */
  post(path, body, key) {
    const isRepeatable = body.session_id !== undefined;
    return this.client.json('POST', `${coaching}/${path}`, { body, key, isRepeatable });
  }

  // How it begins

  /** @private Begins or resumes. */
  async enter(sessionId) {
    if (sessionId === null) return this.begin();
    const view = await this.open({ session_id: sessionId });
    this.screen.greet();
    return view;
  }

  /** @private */
  async begin() {
    this.screen.greet();
    const sessionId = await this.onboard();
    return this.open(sessionId === null ? { language: this.language } : { session_id: sessionId });
  }

  /** @private */
  async open(start) {
    try {
      return this.adopt(await this.post('start', start, newKey()));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'SESSION_NOT_FOUND') {
        throw new CommandError(this.texts.noSession(start.session_id), { cause: error });
      }
      throw error;
    }
  }

  /** @private */
  adopt(view) {
    this.sessionId = view.session_id;
    this.speak(view.language);
    return view;
  }

  /** @private @returns {Promise<string | null>} the last unfinished session, if the person wants it */
  async offerUnfinished() {
    const { items } = await this.client.json('GET', `${coaching}/sessions?limit=20`);
    const session = items.find(({ status }) => resumable.has(status));
    if (!session) return null;
    if (this.wantedLanguage === null) this.speak(session.language);
    const { terminal, texts } = this;
    if (!terminal.isInteractive) {
      terminal.say(texts.unfinished);
      terminal.sayCommand(resumeCommand(session.session_id));
      this.speak(this.wantedLanguage ?? 'fr');
      return null;
    }
    const day = new Intl.DateTimeFormat(this.language, { dateStyle: 'long' }).format(
      new Date(session.updated_at),
    );
    const { business_name: name, steps_done: done } = session;
    terminal.say();
    terminal.say(texts.offer({ name, done, count: steps.length, day }));
    if (texts.no.includes(folded(await terminal.ask()))) {
      this.speak(this.wantedLanguage ?? session.language);
      return null;
    }
    return session.session_id;
  }

  /** @private The trade makes the coach's examples fit. A pipe has answers only: there it is asked at the end.
   *  @returns {Promise<string | null>} the new session, or null when nothing was told */
  async onboard() {
    const { terminal } = this;
    let { sector, business_name: name } = this.facts;
    for (;;) {
      if (terminal.isInteractive) {
        sector ??= await this.askBefore(this.texts.askSector);
        if (sector) name ??= await this.askBefore(this.texts.askName);
      }
      if (!sector) return null;
      try {
        const known = { sector, logo_source: 'generate', ...(name ? { business_name: name } : {}) };
        return (await this.post('onboarding', { ...known, language: this.language }, newKey())).session_id;
      } catch (error) {
        this.explain(error);
        if (!terminal.isInteractive) throw error;
        sector = undefined;
        name = undefined;
      }
    }
  }

  /** @private */
  async askBefore(question) {
    this.terminal.say();
    this.terminal.say(question);
    return this.askFact();
  }

  /** @private A line that is no answer to a step: only leaving is a command here. */
  async askFact() {
    const line = (await this.terminal.ask()).trim();
    const typed = readTyped(line);
    if (typed.kind === 'command' && typed.command === 'quit') throw new Left('quit');
    return line;
  }

  /** @private Goes on after what the api said in words. @throws what is not for the person to settle */
  explain(error) {
    if (!(error instanceof ApiError) || ![409, 412, 413, 422].includes(error.status)) throw error;
    this.terminal.say(error.words, { style: 'yellow' });
  }

  // The five steps

  /** @private One line of the person. @returns the view after it */
  async answer(view) {
    const typed = readTyped(await this.terminal.ask());
    switch (typed.kind) {
      case 'empty':
        return view;
      case 'unknown':
        this.terminal.say(this.texts.unknownCommand(typed.name));
        this.screen.listCommands();
        return view;
      case 'number':
        return view.choices
          ? this.choose(view, typed.number)
          : this.give(view, { user_response: typed.text });
      case 'text':
        return this.give(view, { user_response: typed.text });
      case 'command':
        return this.obey(view, typed);
    }
  }

  /** @private */
  async obey(view, { command, rest }) {
    switch (command) {
      case 'quit':
        throw new Left('quit');
      case 'skip':
        return this.give(view, { skip: true });
      case 'ok':
        return this.keep(view, rest);
      case 'help':
        return this.help(view);
      case 'ideas':
        return this.propose(view);
      case 'back':
        return this.goBack(view, rest);
    }
  }

  /** @private */
  async keep(view, text) {
    if (text === '' && !view.can_force_accept) {
      this.terminal.say(this.texts.nothingToKeep, { style: 'yellow' });
      return view;
    }
    return this.give(view, { force_accept: true, ...(text === '' ? {} : { user_response: text }) });
  }

  /** @private */
  async give(view, gesture) {
    const body = { session_id: view.session_id, step: view.current_step, ...gesture };
    return this.judged(view, () => this.post('step', body, newKey()));
  }

  /** @private @param {() => Promise<object>} send */
  async judged(view, send) {
    try {
      const next = await this.terminal.during(this.texts.reading, send());
      this.screen.showJudgement(next);
      this.screen.show(next);
      return next;
    } catch (error) {
      return this.afterRefusal(view, error);
    }
  }

  /** @private Says what was refused; when the session stands elsewhere, goes on from there. */
  async afterRefusal(view, error) {
    this.explain(error);
    if (error.status !== 409 && error.status !== 412) return view;
    const next = this.adopt(await this.post('start', { session_id: view.session_id }));
    this.terminal.say(this.texts.standsAt(this.texts.steps[next.current_step]));
    if (!withBrief.has(next.status)) this.screen.show(next);
    return next;
  }

  /** @private */
  async help(view) {
    const { terminal, texts } = this;
    try {
      const reply = await terminal.during(texts.looking, this.post('help', { session_id: view.session_id }));
      this.screen.aside(texts.questions, view.next_questions);
      for (const { question, context_hint: hint, choices } of reply.socratic_questions) {
        terminal.say();
        terminal.say(question, { style: 'bold' });
        terminal.say(hint, { style: 'dim' });
        for (const choice of choices) terminal.say(`– ${choice}`, { indent: 4 });
      }
      terminal.say();
      terminal.say(`${texts.suggestion} ${reply.suggestion}`, { style: 'dim' });
      terminal.say();
      return view;
    } catch (error) {
      return this.afterRefusal(view, error);
    }
  }

  /** @private */
  async propose(view) {
    const { terminal, texts } = this;
    try {
      const body = { session_id: view.session_id };
      const { proposals, coach_advice: advice } = await terminal.during(
        texts.looking,
        this.post('generate-proposals', body),
      );
      for (const [index, { title, content, justification }] of proposals.entries()) {
        terminal.say();
        terminal.say(`${index + 1}. ${title}`, { style: 'bold' });
        terminal.say(content, { indent: 5 });
        terminal.say(justification, { style: 'dim', indent: 5 });
      }
      terminal.say();
      terminal.say(advice);
      terminal.say(texts.choose(proposals.length), { style: 'dim' });
      terminal.say();
      return { ...view, choices: proposals };
    } catch (error) {
      return this.afterRefusal(view, error);
    }
  }

  /** @private */
  async choose(view, number) {
    const chosen = view.choices[number - 1];
    if (!chosen) {
      this.terminal.say(this.texts.choose(view.choices.length), { style: 'yellow' });
      return view;
    }
    this.terminal.say(this.texts.chosen(chosen.title), { style: 'dim' });
    return this.give(view, { choice_id: chosen.id });
  }

  /** @private Corrects the answer of a step that was reached. @returns the view after it */
  async goBack(view, name) {
    const { terminal, texts } = this;
    const wanted = name === '' ? await this.askStep() : name;
    if (wanted === '') return view;
    const step = stepNamed(wanted);
    if (step === null) {
      terminal.say(texts.noSuchStep(wanted), { style: 'yellow' });
      return view;
    }
    const url = `${coaching}/session/${view.session_id}`;
    const response = await this.client.call('GET', url);
    const { raw } = (await response.json()).answers.find((answer) => answer.step === step);
    if (raw === null && step !== view.current_step) {
      terminal.say(texts.notReached(texts.steps[step]), { style: 'yellow' });
      return view;
    }
    if (raw !== null) {
      terminal.say(texts.current(texts.steps[step]), { style: 'dim' });
      terminal.say(raw, { indent: 4 });
    }
    terminal.say(texts.newAnswer);
    const text = await this.askFact();
    if (text === '') return view;
    const headers = { 'if-match': response.headers.get('etag') ?? '*' };
    const body = { user_response: text };
    return this.judged(view, () => this.client.json('PUT', `${url}/steps/${step}`, { body, headers }));
  }

  /** @private */
  async askStep() {
    const { terminal, texts } = this;
    steps.forEach((step, index) => terminal.say(`${index + 1}. ${texts.steps[step]}`, { indent: 4 }));
    terminal.say(texts.whichStep);
    return this.askFact();
  }

  // From the recap to the files

  /** @private Asks what is missing and confirms. @returns the view after it */
  async recap(view) {
    try {
      const draft = await this.fillIn(view);
      this.screen.showSheet(draft);
      this.terminal.say(this.texts.confirm);
      const line = (await this.terminal.ask()).trim();
      const typed = readTyped(line);
      if (typed.kind === 'command') return await this.obeyAtRecap(view, typed);
      if (typed.kind === 'empty' || this.texts.yes.includes(folded(line))) return await this.confirm(view);
      if (this.texts.no.includes(folded(line))) return await this.goBack(view, '');
      return await this.tell(view, line);
    } catch (error) {
      return this.afterRefusal(view, error);
    }
  }

  /** @private */
  async obeyAtRecap(view, { command, rest }) {
    if (command === 'quit') throw new Left('quit');
    if (command === 'back') return this.goBack(view, rest);
    if (command === 'ok') return this.confirm(view);
    this.screen.listCommands();
    return view;
  }

  /** @private Something else that was typed at the recap: the coach reads facts out of it. */
  async tell(view, text) {
    const body = { session_id: view.session_id, step: view.current_step, user_response: text };
    const next = await this.terminal.during(this.texts.reading, this.post('step', body, newKey()));
    this.screen.show(next);
    return next;
  }

  /** @private Asks for each missing fact. @returns the draft with what was told */
  async fillIn(view) {
    const { texts, terminal, askedFor } = this;
    let draft = await this.draft(view, this.facts);
    for (;;) {
      const missing = draft.missing.find(
        ({ field, is_required: isRequired }) => field !== 'contact' && (isRequired || !askedFor.has(field)),
      );
      if (!missing) return draft;
      if (askedFor.has(missing.field)) terminal.say(texts.isNeeded, { style: 'yellow' });
      const how = missing.field === 'services' ? ` (${texts.services})` : '';
      const { required, optional } = texts.missingFact;
      terminal.say(`${missing.question}${how} ${missing.is_required ? required : optional}`);
      const told = await this.askFact();
      if (this.texts.yes.includes(folded(told)) && !missing.is_required)
        return this.leaveRestOpen(draft, told);
      askedFor.add(missing.field);
      const isAnswer = told !== '' && !this.texts.yes.includes(folded(told));
      if (isAnswer) draft = (await this.draftWith(view, missing.field, told)) ?? draft;
    }
  }

  /** @private A "yes" to a question about a place was meant for the recap above it. Whoever typed it is asked to confirm;
   *  the lines of a pipe were written before that question was known. */
  leaveRestOpen(draft, yes) {
    for (const { field } of draft.missing) this.askedFor.add(field);
    if (!this.terminal.isInteractive) this.terminal.putBack(yes);
    return draft;
  }

  /** @private */
  draft(view, facts) {
    return this.post('complete', { session_id: view.session_id, confirm: false, ...facts });
  }

  /** @private @returns null when the api refuses the fact */
  async draftWith(view, field, text) {
    const facts = withFact(this.facts, field, text);
    try {
      const draft = await this.draft(view, facts);
      this.facts = facts;
      return draft;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 422) throw error;
      this.explain(error);
      return null;
    }
  }

  /** @private Confirms the draft and starts the agents. */
  async confirm(view) {
    const body = { session_id: view.session_id, confirm: true, ...this.facts };
    const { coach_message: message } = await this.post('complete', body);
    this.facts = {};
    this.areAgentsAtWork = true;
    this.terminal.say();
    this.terminal.say(message);
    await this.client.json('POST', '/api/v1/business/brief/generate', {
      body: { coaching_session_id: view.session_id },
      key: newKey(),
    });
    return { ...view, status: 'sub_agents_running' };
  }

  /** @private Follows the agents and saves what they made. */
  async deliver() {
    this.areAgentsAtWork = true;
    // From here on nobody is asked anything, and Ctrl-C is a signal that also ends the service.
    this.terminal.close();
    const session = await this.client.json('GET', `${coaching}/session/${this.sessionId}`);
    this.terminal.say();
    this.terminal.say(session.status === 'sub_agents_running' ? this.texts.generating : this.texts.generated);
    this.terminal.say();
    const board = new AgentsBoard(this.terminal.output, this.texts.run);
    await followRun(this.client, `/api/v1/business/brief/${session.brief_id}/events`, board);
    const name = (await this.client.json('GET', `/api/v1/business/brief/${session.brief_id}`)).business_brief
      .business_name;
    const saved = await saveBrief(this.client, session.brief_id, folderName(name));
    this.terminal.output.write(summary(saved, this.texts.run));
    return ['completed', 'partial'].includes(saved.brief.status);
  }
}

/** @returns {object} the facts with one more, in the shape of the api */
function withFact(facts, field, text) {
  if (field === 'city' || field === 'country') {
    return { ...facts, location: { ...facts.location, [field]: text } };
  }
  if (field === 'services') {
    const services = text.split(/[,;\n]/u).map((service) => service.trim());
    return { ...facts, services: services.filter(Boolean) };
  }
  return { ...facts, [field]: text };
}

/** @param {string} name of a business @returns {string} safe in every file system */
export function folderName(name) {
  const plain = folded(name)
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '');
  return plain.slice(0, folderNameLength).replace(/-+$/u, '') || 'coach';
}
