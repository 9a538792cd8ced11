import { createInterface } from 'node:readline';
import { styleText } from 'node:util';

const widest = 92;
const showAfterMs = 300;
const pasteMode = { on: '\u001b[?2004h', off: '\u001b[?2004l' };
/** A terminal obeys these; a text from elsewhere has no business with them. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** The conversation was left: by `/quit`, by Ctrl-C (`interrupt`), or because there is no more input (`end`). */
export class Left extends Error {
  name = 'Left';

  /** @param {'quit' | 'interrupt' | 'end'} reason */
  constructor(reason) {
    super(`left (${reason})`);
    this.reason = reason;
  }
}

/** Spaces that a line must not end at: before French punctuation, inside « », within a figure. */
const boundSpace = / (?=[;:!?»])|(?<=«) |(?<=\d) (?=\d{3}(?!\d))/gu;

/**
 * Breaks a text into lines of at most `width` characters. A line of its own stays one; what follows a bullet is
 * indented like it.
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
export function wrapped(text, width) {
  const lines = text.replace(controls, '').replace(boundSpace, '\u00a0').split('\n');
  return lines.flatMap((line) => wrappedLine(line, width)).map((line) => line.replaceAll('\u00a0', ' '));
}

function wrappedLine(line, width) {
  const [bullet = ''] = /^\s*(?:(?:[•–-]|\d\.)\s+)?/u.exec(line) ?? [];
  const lines = [];
  let words = [];
  let taken = bullet.length;
  for (const word of line.slice(bullet.length).split(/ +/u)) {
    const length = [...word].length;
    if (words.length > 0 && taken + words.length + length > width) {
      lines.push(words.join(' '));
      words = [];
      taken = bullet.length;
    }
    words.push(word);
    taken += length;
  }
  lines.push(words.join(' '));
  const hanging = ' '.repeat(bullet.length);
  return lines.map((each, index) => `${index === 0 ? bullet : hanging}${each}`.trimEnd());
}

/** A person at a terminal, or lines from a pipe: one is asked, the other is read. */
export class Terminal {
  /**
   * @param {object} options
   * @param {NodeJS.ReadableStream & { isTTY?: boolean }} options.input
   * @param {NodeJS.WritableStream & { isTTY?: boolean, columns?: number }} options.output
   * @param {NodeJS.ProcessEnv} [options.env]
   */
  constructor({ input, output, env = process.env }) {
    this.input = input;
    this.output = output;
    this.isInteractive = Boolean(input.isTTY && output.isTTY);
    this.hasColours = Boolean(output.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb';
    this.leaving = new AbortController();
    /** @type {string[]} lines that nobody has asked for yet */
    this.lines = [];
    this.waiting = null;
    this.isEnded = false;
    this.isPasting = false;
    /** @type {string[]} lines of a paste whose last line is still open */
    this.pasted = [];
  }

  /** Fires when the person leaves. */
  get signal() {
    return this.leaving.signal;
  }

  get width() {
    return Math.max(30, Math.min(this.output.columns ?? widest, widest) - 4);
  }

  open() {
    this.reader = createInterface({
      input: this.input,
      output: this.isInteractive ? this.output : undefined,
      terminal: this.isInteractive,
      historySize: 50,
    });
    this.reader.on('line', (line) => this.take(line));
    this.reader.on('SIGINT', () => this.leave(new Left('interrupt')));
    this.reader.on('close', () => this.end());
    if (!this.isInteractive) return;
    this.output.write(pasteMode.on);
    this.onKey = (_text, key) => {
      if (key?.name === 'paste-start') this.isPasting = true;
      if (key?.name === 'paste-end') this.isPasting = false;
    };
    this.input.on('keypress', this.onKey);
  }

  /** Gives the terminal back: from here on Ctrl-C is a signal again. */
  close() {
    if (!this.reader) return;
    const reader = this.reader;
    this.reader = undefined;
    if (this.isInteractive) {
      this.input.off('keypress', this.onKey);
      this.output.write(pasteMode.off);
    }
    reader.close();
    this.input.pause();
  }

  /** @param {Error} reason thrown to whoever waits for a line */
  leave(reason) {
    this.leaving.abort(reason);
    this.waiting?.reject(reason);
    this.waiting = null;
  }

  /** @private A pasted text of several lines is one answer. */
  take(line) {
    if (this.isPasting) {
      this.pasted.push(line);
      return;
    }
    const whole = [...this.pasted.splice(0), line].join('\n');
    if (!this.waiting) {
      this.lines.push(whole);
      return;
    }
    this.waiting.resolve(whole);
    this.waiting = null;
  }

  /** @private */
  end() {
    this.isEnded = true;
    this.waiting?.reject(new Left('end'));
    this.waiting = null;
  }

  /**
   * @param {string} [prompt]
   * @returns {Promise<string>} the next line
   * @throws {Left}
   */
  async ask(prompt = '›') {
    this.signal.throwIfAborted();
    const shown = `  ${this.paint('cyan', prompt)} `;
    if (this.isInteractive) {
      this.reader.setPrompt(shown);
      this.reader.prompt();
    }
    const line = await this.next();
    if (!this.isInteractive) this.output.write(`${shown}${line}\n`);
    return line;
  }

  /** @private @returns {Promise<string>} */
  next() {
    if (this.lines.length > 0) return Promise.resolve(this.lines.shift());
    if (this.isEnded) return Promise.reject(new Left('end'));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }

  /** @param {Parameters<typeof styleText>[0]} style @param {string} text */
  paint(style, text) {
    return this.hasColours ? styleText(style, text, { validateStream: false }) : text;
  }

  /**
   * Prints paragraphs, broken to the width.
   * @param {string} [text]
   * @param {object} [options]
   * @param {Parameters<typeof styleText>[0]} [options.style]
   * @param {number} [options.indent]
   * @param {string} [options.label] stands before the first line; the others are indented like it
   */
  say(text = '', { style, indent = 2, label = '' } = {}) {
    const lines = wrapped(text, this.width - indent - label.length);
    for (const [index, line] of lines.entries()) {
      const lead = index === 0 ? label : ' '.repeat(label.length);
      const shown = `${lead}${line}`;
      this.output.write(
        shown.trim() === '' ? '\n' : `${' '.repeat(indent)}${style ? this.paint(style, shown) : shown}\n`,
      );
    }
  }

  /** Prints a command in one piece, to be copied. @param {string} command */
  sayCommand(command) {
    this.output.write(`    ${this.paint('bold', command)}\n`);
  }

  /** Puts a line back: the next question takes it. @param {string} line */
  putBack(line) {
    this.lines.unshift(line);
  }

  /** Says in a terminal what is being waited for, when it takes a moment; the line goes away with the wait.
   *  @template T @param {string} text @param {Promise<T>} work @returns {Promise<T>} */
  async during(text, work) {
    if (!this.isInteractive) return work;
    let isShown = false;
    const timer = setTimeout(() => {
      isShown = true;
      this.output.write(`  ${this.paint('dim', text)}`);
    }, showAfterMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (isShown) this.output.write('\r\u001b[2K');
    }
  }
}
