import type { WrittenModel } from './model-catalogue.js';

const CHECKED = '2026-11-25';

const OPENAI = {
  provider: 'openai',
  /** Refused while a model thinks, and of no use to us otherwise. */
  supports_temperature: false,
  json_mode: 'schema',
  max_tokens_field: 'max_completion_tokens',
  max_context: 1_050_000,
  checked: CHECKED,
} as const;

/** API version 2026-10-21 knows no sampling parameters at all. */
const ANTHROPIC = {
  provider: 'anthropic',
  supports_temperature: false,
  json_mode: 'schema',
  max_context: 1_000_000,
  source: 'https://platform.claude.com/docs/en/models/overview',
  checked: CHECKED,
} as const;

/** Enforces no schema. Prices are those of peak hours; outside of them it is half. */
const DEEPSEEK = {
  provider: 'deepseek',
  supports_temperature: true,
  json_mode: 'object',
  thinking: { thinking: { type: 'disabled' } },
  max_context: 1_000_000,
  source: 'https://api-docs.deepseek.com/quick_start/pricing',
  checked: CHECKED,
} as const;

/** Temperature is fixed: another one than the model's own is refused. */
const KIMI = {
  provider: 'kimi',
  supports_temperature: false,
  json_mode: 'object',
  source: 'https://platform.kimi.ai/docs/models',
  checked: CHECKED,
} as const;

/** Models that we know, with what they can do and what they cost. `*` is the rest of a provider. */
export const KNOWN_MODELS: readonly WrittenModel[] = [
  {
    ...OPENAI,
    model: 'gpt-6-luna',
    thinking: { reasoning_effort: 'none' },
    price_in: 100_000,
    price_out: 500_000,
    long_prompt: { above_tokens: 272_000, price_in: 200_000, price_out: 750_000 },
    source: 'https://developers.openai.com/api/docs/models/gpt-6-luna',
  },
  {
    ...OPENAI,
    model: 'gpt-6.1-terra',
    thinking: { reasoning_effort: 'none' },
    price_in: 1_000_000,
    price_out: 5_000_000,
    long_prompt: { above_tokens: 272_000, price_in: 2_000_000, price_out: 7_500_000 },
    source: 'https://developers.openai.com/api/docs/models/gpt-6.1-terra',
  },
  {
    ...OPENAI,
    model: 'gpt-6.1-sol',
    thinking: { reasoning_effort: 'low' },
    thinking_tokens: 4_000,
    price_in: 2_000_000,
    price_out: 10_000_000,
    long_prompt: { above_tokens: 272_000, price_in: 4_000_000, price_out: 15_000_000 },
    source: 'https://developers.openai.com/api/docs/models/gpt-6.1-sol',
  },
  {
    ...OPENAI,
    model: '*',
    thinking_tokens: 4_000,
    max_context: null,
    source: 'https://developers.openai.com/api/docs/models',
  },
  {
    ...ANTHROPIC,
    model: 'claude-haiku-5-5',
    thinking: { thinking: { type: 'disabled' } },
    price_in: 100_000,
    price_out: 500_000,
    long_prompt: { above_tokens: 100_000, price_in: 500_000, price_out: 2_500_000 },
  },
  {
    ...ANTHROPIC,
    model: 'claude-sonnet-5-5',
    thinking: { output_config: { effort: 'low' } },
    thinking_tokens: 4_000,
    price_in: 2_000_000,
    price_out: 10_000_000,
  },
  {
    ...ANTHROPIC,
    model: 'claude-opus-5-5',
    thinking: { output_config: { effort: 'low' } },
    thinking_tokens: 4_000,
    price_in: 4_000_000,
    price_out: 20_000_000,
  },
  { ...ANTHROPIC, model: '*', thinking_tokens: 4_000, max_context: null },
  { ...DEEPSEEK, model: 'deepseek-flash', price_in: 300_000, price_out: 1_200_000 },
  { ...DEEPSEEK, model: 'deepseek-v4-pro', price_in: 1_320_000, price_out: 3_960_000 },
  { ...DEEPSEEK, model: '*', max_context: null },
  {
    ...KIMI,
    model: 'kimi-k2.6',
    thinking: { thinking: { type: 'disabled' } },
    max_context: 262_144,
    price_in: 950_000,
    price_out: 4_000_000,
  },
  { ...KIMI, model: '*', thinking_tokens: 4_000 },
  {
    provider: 'local',
    model: '*',
    price_in: 0,
    price_out: 0,
    source: 'the machine is our own',
    checked: CHECKED,
  },
];
