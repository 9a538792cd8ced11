import { AppError } from '@genesis/kernel';

/** The configuration cannot be used. `problems` lists every fault as `NAME: what is wrong`, never a value. */
export class SettingsError extends AppError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super({
      code: 'CONFIGURATION_INVALID',
      kind: 'internal',
      message: [`The configuration has ${count}:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'),
    });
    this.problems = Object.freeze([...problems]);
  }
}
