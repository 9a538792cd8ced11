import fc from 'fast-check';

/** Repeated, they make most expressions begin again and again. */
const PUMPS = [
  ...Array.from('aA0 \n\t-._/:,;@#%&<>"\'\\*|[({é\u0301😀'),
  'a ',
  'a.',
  'a-',
  'a@',
  'a,',
  '0.',
  '0 ',
  '0,',
  ' \n',
  '\r\n',
  '<a ',
  '&#1;',
  '%20',
  '\\"',
  '<!--',
];
const TAILS = ['', '\u0000'];
const MOST_WORDS = 12;
const SAMPLES = 3;

/** What is repeated until it is as long as the input may be, and what then makes the expression fail. */
export interface Pump {
  readonly head: string;
  readonly pump: string;
  readonly tail: string;
}

/** Subjects that make an expression work, by what stands in it. */
export function pumpsFor(expression: RegExp, seed: number): readonly Pump[] {
  const words = [...new Set(expression.source.match(/[\p{L}\p{N}]{2,}/gu) ?? [])].slice(0, MOST_WORDS);
  const samples = samplesOf(expression, seed);
  const pumps = [
    ...PUMPS,
    ...words,
    ...words.map((word) => `${word} `),
    ...samples,
    ...samples.map((text) => `${text} `),
  ];
  const plain = pumps.flatMap((pump) => TAILS.map((tail) => ({ head: '', pump, tail })));
  const begun = samples.flatMap((head) => PUMPS.slice(0, 6).map((pump) => ({ head, pump, tail: '\u0000' })));
  return [...plain, ...begun];
}

/** Texts that match; none for what the generator does not know, such as looking behind. */
function samplesOf({ source, flags }: RegExp, seed: number): readonly string[] {
  try {
    const known = new RegExp(source, flags.replaceAll(/[^su]/g, ''));
    return fc
      .sample(fc.stringMatching(known, { size: 'small' }), { seed, numRuns: SAMPLES })
      .filter((text) => text !== '');
  } catch {
    return [];
  }
}

export function subjectOf({ head, pump, tail }: Pump, length: number): string {
  const room = length - head.length - tail.length;
  return (
    head +
    pump.repeat(Math.max(1, Math.floor(room / pump.length))).slice(0, Math.max(pump.length, room)) +
    tail
  );
}

/** The collector of garbage may come in between: the shortest of these counts. */
const TRIES = 8;

/** Milliseconds of a processor that an expression takes for a text, all its matches included. */
export function costOf(expression: RegExp, subject: string, enoughMs: number, tries = TRIES): number {
  let best = Infinity;
  for (let attempt = 0; attempt < tries && best >= enoughMs; attempt += 1) {
    expression.lastIndex = 0;
    const started = process.cpuUsage();
    subject.replace(expression, '');
    best = Math.min(best, process.cpuUsage(started).user / 1_000);
  }
  return best;
}
