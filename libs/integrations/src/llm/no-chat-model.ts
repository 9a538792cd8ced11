import { ChatModel, type ChatAnswer, type ChatModelIdentity } from './chat-model.port.js';
import { llmError } from './llm.errors.js';

/** Stands where no model is configured. Whoever asks it anyway has forgotten to look at `isConfigured`. */
export class NoChatModel extends ChatModel {
  readonly isConfigured = false;

  describe(): ChatModelIdentity {
    return { provider: 'none', model: 'none' };
  }

  generateStructured<T>(): Promise<ChatAnswer<T>> {
    return Promise.reject(llmError('not_configured', { message: 'no language model is configured' }));
  }
}
