/** The person's sentences, each used once a page. */
export class Sayings {
  private readonly rest: string[];

  constructor(sentences: readonly string[]) {
    this.rest = [...new Set(sentences)];
  }

  take(): string | null {
    return this.rest.shift() ?? null;
  }

  /** Removes a sentence that the page has used elsewhere. */
  drop(sentence: string): void {
    const at = this.rest.indexOf(sentence);
    if (at >= 0) this.rest.splice(at, 1);
  }
}
