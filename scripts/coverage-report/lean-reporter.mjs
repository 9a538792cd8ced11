/**
 * A reporter of Jest that says nothing. With each test file Jest keeps the text of every source that the file has loaded, 8 MB
 * for one of the api, until all have run; it reads the first of each source alone. The others are let go of here.
 */
export default class LeanReporter {
  #seen = new Set();

  /** @param {unknown} _test @param {{ v8Coverage?: { result: { url: string }, codeTransformResult?: object }[] }} result */
  onTestResult(_test, { v8Coverage = [] }) {
    for (const script of v8Coverage) {
      if (this.#seen.has(script.result.url)) script.codeTransformResult = undefined;
      else if (script.codeTransformResult) this.#seen.add(script.result.url);
    }
  }
}
