import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const OURS = /((?:apps|libs)\/[\w./-]+\.ts):(\d+):\d+/;

export interface MadeExpression {
  readonly file: string;
  readonly line: number;
  readonly expression: RegExp;
}

/** Notes every expression that code of ours constructs while something runs. */
export async function recordExpressions(run: () => Promise<void>): Promise<readonly MadeExpression[]> {
  const made: MadeExpression[] = [];
  const Original = globalThis.RegExp;
  const note = (expression: RegExp): RegExp => {
    const place = new Error().stack?.split('\n').find((line) => line.includes(ROOT) && OURS.test(line));
    const [, file, line] = OURS.exec(place ?? '') ?? [];
    if (file !== undefined) made.push({ file, line: Number(line), expression });
    return expression;
  };
  globalThis.RegExp = new Proxy(Original, {
    construct: (target, parameters) => note(Reflect.construct(target, parameters) as RegExp),
    apply: (target, self, parameters) => note(Reflect.apply(target, self, parameters) as RegExp),
  });
  try {
    await run();
  } finally {
    globalThis.RegExp = Original;
  }
  return made;
}
