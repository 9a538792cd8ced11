/** The longest text that the expressions of some files are given, where something proves that it is short. */
export interface BoundedInput {
  /** Beginning of the path. */
  readonly files: string;
  readonly maxLength: number;
  readonly reason: string;
}

/** Everywhere else: the text of a web page, the longest that a model or a page hands over. */
export const ANY_INPUT = 20_000;

/** The first that fits counts. */
export const BOUNDED_INPUTS: readonly BoundedInput[] = [
  {
    files: 'libs/knowledge/',
    maxLength: 4_000,
    reason:
      'fields of an idea and answers to the coach: HumanText with max 4,000, in every DTO that has them',
  },
  {
    files: 'apps/api/src/briefs/preferences.ts',
    maxLength: 1_000,
    reason: 'MAX_HEADER_LENGTH, checked before',
  },
  {
    files: 'apps/api/src/integrations/web-search.requests.ts',
    maxLength: 2_048,
    reason: 'MaxLength of the same fields; Node refuses longer addresses than 16 KiB',
  },
  {
    files: 'libs/observability/src/errors/report-text.ts',
    maxLength: 1_200,
    reason: 'the text is cut to 4 * MAX_CHARS before',
  },
  {
    files: 'libs/config/',
    maxLength: 2_000,
    reason: 'settings: written by operators, read once at the start',
  },
];

export function inputBound(file: string): number {
  return BOUNDED_INPUTS.find(({ files }) => file.startsWith(files))?.maxLength ?? ANY_INPUT;
}

/** Files that put expressions together which no run here constructs, and why that is no danger. */
export const NOT_CONSTRUCTED: Readonly<Record<string, string>> = {
  'libs/redis/src/redis-memory.ts': "two constant names, in the text of our Redis's own INFO",
};
