import type { Bilingual, Language } from '@genesis/knowledge';
import type { Workspace } from '@genesis/redis-vfs';
import type { RunInput } from '../agent.js';
import { markdownLine as line } from '../markdown.js';
import { excerptOf } from './page-excerpt.js';
import type { Todo } from './research-todos.js';
import type { FoundSource, OpenedPage } from './web-sources.js';

const PAGES = '/research/pages';
const NOTES = '/research/notes';
const TODOS_HEADING: Bilingual = { fr: 'À chercher', en: 'To find out' };
/** A page of 20,000 characters fits into a file whatever its script. */
const MAX_PAGE_BYTES = 60_000;

/** A statement of a page, with the words that carry it. */
export interface Finding {
  /** Number of the page. */
  readonly source: number;
  /** Stands in the page, word by word. */
  readonly quote: string;
  /** What a model makes of it. */
  readonly finding: string;
}

/** The working papers of a research, in the workspace. */
export class ResearchFolder {
  constructor(
    private readonly files: Workspace,
    private readonly language: Language,
  ) {}

  /** @param answered tells whether a todo's search was answered */
  async writeTodos(todos: readonly Todo[], answered: (todo: Todo) => boolean): Promise<void> {
    const items = todos.map(
      (todo) => `- [${answered(todo) ? 'x' : ' '}] ${line(todo.question)} (${line(todo.query)})`,
    );
    await this.files.write(
      '/research/todos.md',
      `# ${TODOS_HEADING[this.language]}\n\n${items.join('\n')}\n`,
      { mediaType: 'text/markdown' },
    );
  }

  /** What was found, opened and withheld. */
  async writeSources(
    found: readonly FoundSource[],
    pages: readonly OpenedPage[],
    withheld: readonly string[],
  ): Promise<void> {
    const opened = new Set(pages.map(({ id }) => id));
    const sources = found.map(({ id, title, url, date, topic }) => ({
      id,
      title,
      url,
      date,
      topic,
      is_opened: opened.has(id),
    }));
    await this.files.write(
      '/research/sources.json',
      JSON.stringify({ sources, withheld: withheld.toSorted() }, null, 2),
      {
        mediaType: 'application/json',
      },
    );
  }

  /** @param number from 1 */
  async writeNote(number: number, { quote, finding }: Finding, { title, url }: FoundSource): Promise<void> {
    await this.files.write(
      `${NOTES}/${number}.md`,
      `${line(finding)}\n\n> ${line(quote)}\n\n${line(title)}, ${line(url)}\n`,
      { mediaType: 'text/markdown' },
    );
  }

  /** Keeps the text of a page for as long as the research goes on. */
  async keepPage({ id }: FoundSource, text: string): Promise<void> {
    await this.files.write(pathOf(id), cutToBytes(text, MAX_PAGE_BYTES), { mediaType: 'text/plain' });
  }

  /** What kept pages say on the trade and its topic, at most so many characters of each. */
  async excerpts(
    pages: readonly OpenedPage[],
    { brief, language }: Pick<RunInput, 'brief' | 'language'>,
    chars: number,
  ): Promise<readonly string[]> {
    const trade = [brief.sector, ...brief.services, brief.location.city ?? ''].join(' ');
    return Promise.all(
      pages.map(async ({ id, title }) => {
        const { content } = await this.files.readRaw(pathOf(id));
        return excerptOf(content, { about: `${title} ${trade}`, language, chars });
      }),
    );
  }

  /** Lines of kept pages that contain a text, each with the number of its page. */
  async linesWith(text: string): Promise<readonly { readonly page: number; readonly line: string }[]> {
    const { matches } = await this.files.grep(text, { path: PAGES, maxCount: 200 });
    return matches.map(({ path, text: found }) => ({
      page: Number(/(?<!\d)(\d+)\.txt$/u.exec(path)?.[1]),
      line: found,
    }));
  }

  /** Pages of others are read, not delivered. */
  async dropPages(): Promise<void> {
    const kept = await this.files.glob('*.txt', PAGES);
    await Promise.all(kept.map(({ path }) => this.files.delete(path)));
  }
}

function pathOf(id: number): string {
  return `${PAGES}/${id}.txt`;
}

function cutToBytes(text: string, bytes: number): string {
  let cut = text;
  while (Buffer.byteLength(cut) > bytes) cut = cut.slice(0, Math.floor(cut.length * 0.9));
  return cut.toWellFormed();
}
