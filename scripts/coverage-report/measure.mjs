/**
 * What Jest's report (coverage-final.json) says, counted by lib. V8 knows blocks and functions, and no statements: of a block
 * that ran, Jest reports every line as run, whatever stands there. So lines that are empty or a comment are left out.
 *
 * @typedef {{ covered: number, total: number }} Share
 * @typedef {{ lines: Share, branches: Share, functions: Share }} Counts
 * @typedef {object} FileReport as Jest writes it
 * @property {Readonly<Record<string, { start: { line: number } }>>} statementMap a line each
 * @property {Readonly<Record<string, number>>} s
 * @property {Readonly<Record<string, readonly number[]>>} b
 * @property {Readonly<Record<string, number>>} f
 */

export const KINDS = /** @type {const} */ (['lines', 'branches', 'functions']);

/** Per cent, of each kind, over all libs and apps together. */
export const LEAST = 80;

/** Globs of Jest. What a lib keeps for tests is none of its sources. */
export const SOURCES = ['{apps,libs}/**/*.ts'];
export const NO_SOURCES = ['**/*.spec.ts', '**/*.contract.ts', '**/*.fixture.ts', 'libs/*/src/testing/**'];

const COMMENT = /^(\/\/|\/\*|\*\/|\*(\s|$))/;

/** @param {FileReport} report @param {string} source @returns {Counts} */
export function countsOf(report, source) {
  const texts = source.split('\n').map((line) => line.trim());
  const isCode = ([id]) => {
    const text = texts[report.statementMap[id].start.line - 1] ?? '';
    return text !== '' && !COMMENT.test(text);
  };
  return {
    lines: shareOf(
      Object.entries(report.s)
        .filter(isCode)
        .map(([, times]) => times),
    ),
    branches: shareOf(Object.values(report.b).flat()),
    functions: shareOf(Object.values(report.f)),
  };
}

const shareOf = (times) => ({ covered: times.filter((n) => n > 0).length, total: times.length });

/** @param {readonly Counts[]} all @returns {Counts} */
export function sumOf(all) {
  const sum = (kind, part) => all.reduce((n, counts) => n + counts[kind][part], 0);
  return /** @type {Counts} */ (
    Object.fromEntries(
      KINDS.map((kind) => [kind, { covered: sum(kind, 'covered'), total: sum(kind, 'total') }]),
    )
  );
}

/** @param {Share} share @returns {number} 0 to 100; where there is nothing, nothing is missing */
export const percentOf = ({ covered, total }) => (total === 0 ? 100 : (100 * covered) / total);

/** @param {Counts} counts @returns {readonly (typeof KINDS)[number][]} */
export const belowBar = (counts) => KINDS.filter((kind) => percentOf(counts[kind]) < LEAST);

/** @param {string} file below the project, with `/` @returns {string} `libs/runs`, `apps/api` */
export const placeOf = (file) => file.split('/').slice(0, 2).join('/');
