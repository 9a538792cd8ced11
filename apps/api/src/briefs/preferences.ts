import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/** What a caller prefers of a call that starts a run. */
export interface Preferences {
  /** How long to wait for the end of the run; null when the caller does not say. */
  readonly waitMs: number | null;
  /** The caller wants its answer at once, or after `waitMs`. */
  readonly isAsync: boolean;
}

/** The longest time that a caller can ask us to wait. Source: the timeout of DigitalCloud360's client. */
const MOST_WAIT_SECONDS = 65;
const MAX_HEADER_LENGTH = 1_000;
/** `name`, `name=value` or `name="value"`, and parameters, of which we know none. */
const PREFERENCE =
  /^([!#$%&'*+.^_`|~\w-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]*)))?\s*(?:;.*)?$/s;

/** Reads `Prefer`. What cannot be read is not there; of two values of one preference the first counts; a longer wait than
 *  we offer is shortened. Source: RFC 7240, section 2. */
export function preferencesIn(header: string | readonly string[] | undefined): Preferences {
  const text = [header ?? []].flat().join(',');
  const preferences = new Map<string, string>();
  if (text.length <= MAX_HEADER_LENGTH) {
    for (const item of itemsOf(text)) {
      const [, name, quoted, token] = PREFERENCE.exec(item.trim()) ?? [];
      const key = name?.toLowerCase();
      if (key !== undefined && !preferences.has(key)) preferences.set(key, quoted ?? token ?? '');
    }
  }
  const wait = preferences.get('wait') ?? '';
  return {
    waitMs: /^\d{1,9}$/.test(wait) ? Math.min(Number(wait), MOST_WAIT_SECONDS) * 1_000 : null,
    isAsync: preferences.has('respond-async'),
  };
}

/** `Preference-Applied` for a wait. */
export function appliedWait(waitMs: number): string {
  return `wait=${Math.round(waitMs / 1_000)}`;
}

/** The caller's preferences. */
export const Prefer = createParamDecorator((_: unknown, context: ExecutionContext): Preferences =>
  preferencesIn(context.switchToHttp().getRequest<FastifyRequest>().headers.prefer),
);

/** Documents the header. @param rule what holds without it */
export const PreferHeader = (rule = 'Without it the answer comes at once.') =>
  ApiHeader({
    name: 'Prefer',
    description: `\`wait=N\` waits up to N seconds (at most ${MOST_WAIT_SECONDS}) for the end of the run; \`respond-async\` does not wait. ${rule}`,
    required: false,
    schema: { type: 'string', maxLength: MAX_HEADER_LENGTH, example: 'wait=60' },
  });

/** Splits a list at the commas that stand outside of quotes. */
function itemsOf(list: string): readonly string[] {
  return list.match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gs) ?? [];
}
