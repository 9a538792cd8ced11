export { IntegrationsModule } from './integrations.module.js';
export {
  ChatModel,
  type AnswerLadder,
  type ChatAnswer,
  type ChatCallOptions,
  type ChatModelIdentity,
  type ChatRequest,
  type ChatUsage,
} from './llm/chat-model.port.js';
export {
  LlmError,
  type InvalidOutputReason,
  type LlmErrorOptions,
  type LlmFailure,
} from './llm/llm.errors.js';
export { NoChatModel } from './llm/no-chat-model.js';
export {
  OpenAiCompatibleChat,
  type OpenAiCompatibleChatOptions,
} from './llm/openai-compatible/openai-compatible-chat.adapter.js';
export { retryDelayMs, type FailedAttempt } from './resilience/retry-delay.js';
export { runWithRetries, type RetryOptions } from './resilience/run-with-retries.js';
