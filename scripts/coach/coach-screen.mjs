import { steps } from './typed-line.mjs';

/** @typedef {import('./terminal.mjs').Terminal} Terminal */

/** What a person sees of the coach. */
export class CoachScreen {
  /** @param {Terminal} terminal @param {object} texts of the language that is spoken */
  constructor(terminal, texts) {
    this.terminal = terminal;
    this.texts = texts;
  }

  greet() {
    const { terminal, texts } = this;
    terminal.say();
    terminal.say(texts.title, { style: 'bold' });
    terminal.say(texts.otherLanguage, { style: 'dim' });
    terminal.say();
    this.listCommands();
  }

  listCommands() {
    const width = Math.max(...this.texts.commands.map(([name]) => name.length));
    for (const [name, meaning] of this.texts.commands) {
      this.terminal.say(meaning, { style: 'dim', label: `${name.padEnd(width)}  ` });
    }
  }

  show(view) {
    const { terminal, texts } = this;
    terminal.say();
    this.showProgress(view);
    terminal.say();
    terminal.say(view.coach_message);
    if (view.clarification.count > 0) {
      this.aside(texts.openings, view.openings);
      terminal.say();
      terminal.say(texts.stuck, { style: 'dim' });
    } else {
      this.aside(texts.examples, view.examples);
      this.aside(texts.questions, view.next_questions.slice(0, 1));
    }
    terminal.say();
  }

  aside(title, items) {
    if (items.length === 0) return;
    const { terminal } = this;
    terminal.say();
    terminal.say(title, { style: 'dim' });
    for (const item of items) terminal.say(`– ${item}`, { style: 'dim' });
  }

  /** @private */
  showProgress({ progress, current_step: current }) {
    const { terminal, texts } = this;
    const marked = steps.map((step) => {
      if (step === current) return terminal.paint(['bold', 'cyan'], `▸ ${texts.steps[step]}`);
      return progress[step]
        ? terminal.paint('green', `✔ ${texts.steps[step]}`)
        : terminal.paint('dim', `· ${texts.steps[step]}`);
    });
    const number = steps.indexOf(current) + 1;
    const place = number === 0 ? texts.steps.synthesis : texts.stepOf(number, steps.length);
    terminal.output.write(`  ${marked.join('   ')}   ${terminal.paint('dim', place)}\n`);
  }

  /** How the answer was judged, and by whom. */
  showJudgement({ criteria, judged_by: judge, is_weak: isWeak }) {
    const { terminal, texts } = this;
    if (judge === null) return;
    terminal.say();
    const width = Math.max(0, ...criteria.map(({ criterion }) => texts.criteria[criterion].length));
    for (const { criterion, is_met: isMet, why } of criteria) {
      const label = `${isMet ? '✔' : '✗'} ${texts.criteria[criterion].padEnd(width)}  `;
      terminal.say(why, { label, style: isMet ? 'green' : 'yellow', indent: 4 });
    }
    const by = texts.judges[judge] ?? judge;
    terminal.say(isWeak ? `${by} · ${texts.weak}` : by, { style: 'dim', indent: 4 });
  }

  showSheet({ business_brief: brief, sources, missing }) {
    const { terminal, texts } = this;
    const rows = [
      [texts.sheetFields.name, brief.business_name],
      [texts.sheetFields.sector, brief.sector],
      [texts.sheetFields.place, [brief.location.city, brief.location.country].filter(Boolean).join(', ')],
      [texts.sheetFields.services, brief.services.join(', ')],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    terminal.say();
    terminal.say(texts.sheet, { style: 'bold' });
    for (const [name, value] of rows)
      terminal.say(value || '–', { label: `${name.padEnd(width)}  `, indent: 4 });
    const origins = Object.values(sources).filter(({ step }) => steps.includes(step));
    const named = (which) =>
      [...new Set(origins.filter(which).map(({ step }) => texts.steps[step]))].join(', ');
    const usual = named(({ kept }) => kept === 'default');
    const weak = named(({ kept, is_weak: isWeak }) => isWeak && kept !== 'default');
    if (usual) terminal.say(texts.usualAnswer(usual), { style: 'yellow', indent: 4 });
    if (weak) terminal.say(texts.weakAnswers(weak), { style: 'yellow', indent: 4 });
    if (missing.some(({ field }) => field === 'contact')) {
      terminal.say(texts.contactLater, { style: 'dim', indent: 4 });
    }
    terminal.say();
  }
}
