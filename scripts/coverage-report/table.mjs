import { belowBar, KINDS, percentOf, placeOf, sumOf } from './measure.mjs';

const MOST_FILES = 15;

/** @typedef {{ file: string, counts: import('./measure.mjs').Counts }} CountedFile */

/** A line a lib, those together, and the files in which most lines never ran. @param {readonly CountedFile[]} files */
export function tableOf(files) {
  const places = [...new Set(files.map(({ file }) => placeOf(file)))].sort();
  const rows = places.map((place) => row(place, ofPlace(files, place)));
  return [
    `${'Coverage, %'.padEnd(24)}${['files', ...KINDS].map((name) => name.padStart(11)).join('')}`,
    ...rows,
    row('all', files),
    '',
    'Most lines that never ran',
    ...mostMissing(files),
  ].join('\n');
}

const ofPlace = (files, place) => files.filter(({ file }) => placeOf(file) === place);

function row(name, files) {
  const counts = sumOf(files.map((each) => each.counts));
  const low = belowBar(counts);
  const cells = KINDS.map(
    (kind) => `${percentOf(counts[kind]).toFixed(1)}${low.includes(kind) ? ' <' : '  '}`,
  );
  return `${name.padEnd(24)}${[`${files.length}  `, ...cells].map((cell) => cell.padStart(11)).join('')}`.trimEnd();
}

function mostMissing(files) {
  const missing = ({ counts: { lines } }) => lines.total - lines.covered;
  return files
    .filter((each) => missing(each) > 0)
    .sort((a, b) => missing(b) - missing(a))
    .slice(0, MOST_FILES)
    .map(
      (each) =>
        `  ${String(missing(each)).padStart(5)} of ${String(each.counts.lines.total).padEnd(5)} ${each.file}`,
    );
}
