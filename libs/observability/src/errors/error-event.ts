import type { Event, Exception, StackFrame, StackParser } from '@sentry/core';
import { reportText } from './report-text.js';

/** An error that somebody must look at: a log line of level error or fatal, and what it is about. */
export interface ReportedLine {
  readonly level: 'error' | 'fatal';
  /** Null for a line that tells of no error. */
  readonly error: Error | null;
  readonly text: string;
  /** The line's fields and those of its context. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface EventFacts {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  /** Reports that were held back since the last one. */
  readonly suppressed: number;
  /** Milliseconds of the Unix epoch. */
  readonly atMs: number;
}

/** The tags of a report, by the names that log lines use for them. Nothing else of a line leaves the house. */
const TAGS: Readonly<Record<string, readonly string[]>> = {
  route: ['route'],
  code: ['code'],
  agent: ['task', 'agent'],
  provider: ['provider'],
  capability: ['capability'],
  run_id: ['run_id', 'runId'],
  publication_id: ['publication_id'],
  job_id: ['jobId', 'job_id'],
  request_id: ['request_id'],
};
const TAG_VALUE = /^[\w.:/{}*-]{1,128}$/;
const HEX_ID = /^[\da-f]{16,32}$/;

const MAX_CAUSES = 4;
const MAX_FRAMES = 40;
/** What the build puts everything into. */
const ROOT = /^(?:file:\/\/)?.*?\/(dist|node_modules)\//;

/** Everything that the tracker gets of a line: kinds, cleaned texts, where in the code, tags, the user's number. */
export function errorEvent(line: ReportedLine, facts: EventFacts, parseStack: StackParser): Event {
  const { fields, error } = line;
  const { context, trace_id: traceId, span_id: spanId, user_id: userId } = fields;
  const values = error === null ? [] : exceptionsOf(error, line.level, parseStack);
  const text = reportText(line.text);
  return {
    timestamp: facts.atMs / 1_000,
    platform: 'node',
    level: line.level,
    environment: facts.environment,
    release: `genesis-ai-service@${facts.version}`,
    ...(typeof context === 'string' && { logger: reportText(context) }),
    tags: {
      service: facts.service,
      ...tagsOf(fields),
      ...(facts.suppressed > 0 && { suppressed: String(facts.suppressed) }),
    },
    ...(typeof userId === 'number' && { user: { id: userId } }),
    contexts: {
      runtime: { name: 'node', version: process.version },
      ...(isHexId(traceId) && isHexId(spanId) && { trace: { trace_id: traceId, span_id: spanId } }),
    },
    ...(values.length === 0 ? { message: text } : { exception: { values }, logentry: { message: text } }),
  };
}

function tagsOf(fields: ReportedLine['fields']): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [tag, names] of Object.entries(TAGS)) {
    const value = names.map((name) => fields[name]).find((found) => found !== undefined);
    if (typeof value === 'number') tags[tag] = String(value);
    else if (typeof value === 'string' && TAG_VALUE.test(value)) tags[tag] = value;
  }
  return tags;
}

/** The innermost cause comes first. Source: Sentry, "Exception interface". */
function exceptionsOf(error: Error, level: ReportedLine['level'], parseStack: StackParser): Exception[] {
  const chain: Exception[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < MAX_CAUSES; at = at.cause) {
    const frames = framesOf(at, parseStack);
    chain.unshift({
      type: reportText(at.name),
      value: reportText(at.message),
      ...(frames.length > 0 && { stacktrace: { frames: [...frames] } }),
    });
  }
  const outermost = chain.at(-1);
  if (outermost) outermost.mechanism = { type: 'logger', handled: level === 'error' };
  return chain;
}

/** Names of functions and places in the code; no source text, no variables, no folders of the machine. */
function framesOf({ stack, message }: Error, parseStack: StackParser): readonly StackFrame[] {
  if (stack === undefined) return [];
  // A message of several lines must not pass for places.
  const start = stack.indexOf(message);
  const places = start === -1 ? stack : stack.slice(start + message.length);
  return parseStack(places)
    .slice(-MAX_FRAMES)
    .map(({ filename, function: name, lineno, colno, in_app: isOurs }) => ({
      ...(filename !== undefined && { filename: filename.replace(ROOT, 'app:///$1/') }),
      ...(name !== undefined && { function: name }),
      ...(lineno !== undefined && { lineno }),
      ...(colno !== undefined && { colno }),
      ...(isOurs !== undefined && { in_app: isOurs }),
    }));
}

const isHexId = (value: unknown): value is string => typeof value === 'string' && HEX_ID.test(value);
