import { Module } from '@nestjs/common';
import { LlmSettings } from '@genesis/config';
import { ChatModel } from './llm/chat-model.port.js';
import { NoChatModel } from './llm/no-chat-model.js';
import { OpenAiCompatibleChat } from './llm/openai-compatible/openai-compatible-chat.adapter.js';

/** Provides the ports to the outside. `ChatModel` is always there; without LLM_BASE_URL its `isConfigured` is false.
 *  Settings come from the global ConfigModule. */
@Module({
  providers: [{ provide: ChatModel, inject: [LlmSettings], useFactory: chatModelFor }],
  exports: [ChatModel],
})
export class IntegrationsModule {}

export function chatModelFor(settings: LlmSettings): ChatModel {
  const { baseUrl, model, apiKey, timeoutMs, maxOutputTokens } = settings;
  if (baseUrl === null || model === null) return new NoChatModel();
  return new OpenAiCompatibleChat({ baseUrl, model, apiKey, timeoutMs, maxOutputTokens });
}
