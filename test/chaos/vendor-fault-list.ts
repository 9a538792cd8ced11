import type { Fault } from './vendor-trials.js';

export const REFUSALS: readonly Fault[] = [
  {
    name: 'a 429 with an unreadable Retry-After',
    behaviour: { kind: 'rate_limited', retryAfter: 'soon 1' },
    attempts: 3,
    code: 'LLM_RATE_LIMITED',
  },
  { name: 'a 500', behaviour: { kind: 'status', status: 500 }, attempts: 3, code: 'LLM_UNAVAILABLE' },
  { name: 'a 529', behaviour: { kind: 'status', status: 529 }, attempts: 3, code: 'LLM_UNAVAILABLE' },
  {
    name: 'a connection cut before the answer',
    behaviour: { kind: 'cut_connection' },
    attempts: 2,
    code: 'LLM_UNREACHABLE',
  },
  {
    name: 'a connection cut in the answer',
    behaviour: { kind: 'cut_in_body' },
    attempts: 2,
    code: 'LLM_UNREACHABLE',
  },
];

export const SILENCES: readonly Fault[] = [
  {
    name: 'nothing before the headers',
    behaviour: { kind: 'stall_before_answer' },
    attempts: 2,
    code: 'LLM_TIMEOUT',
  },
  {
    name: 'nothing after half of the body',
    behaviour: { kind: 'stall_in_body' },
    attempts: 2,
    code: 'LLM_TIMEOUT',
  },
  {
    name: 'a few bytes a second',
    behaviour: { kind: 'slow_drip', everyMs: 1_000, pieces: 1_000 },
    attempts: 2,
    code: 'LLM_TIMEOUT',
  },
];

export const NONSENSE: readonly Fault[] = [
  {
    name: 'half of the JSON',
    behaviour: { kind: 'broken_json' },
    attempts: 1,
    code: 'INVALID_MODEL_OUTPUT',
    isRepaired: true,
  },
  {
    name: 'JSON of another schema',
    behaviour: { kind: 'wrong_schema' },
    attempts: 1,
    code: 'INVALID_MODEL_OUTPUT',
    isRepaired: true,
  },
  { name: 'an empty text', behaviour: { kind: 'empty' }, attempts: 1, code: 'INVALID_MODEL_OUTPUT' },
  { name: 'six megabytes', behaviour: { kind: 'huge_body' }, attempts: 1, code: 'INVALID_MODEL_OUTPUT' },
  {
    name: 'a text cut by its limit',
    behaviour: { kind: 'length' },
    attempts: 1,
    code: 'INVALID_MODEL_OUTPUT',
  },
  {
    name: 'a page of HTML',
    behaviour: { kind: 'broken_envelope' },
    attempts: 1,
    code: 'INVALID_MODEL_OUTPUT',
  },
];
