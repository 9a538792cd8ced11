import type { JsonObject } from '@genesis/kernel';
import type { ChatCompleter, CompleterIdentity } from '../chat-completer.port.js';
import {
  type ChatAnswer,
  type ChatCallOptions,
  ChatModel,
  type ChatRequest,
  type TextAnswer,
  type TextOptions,
  type TextRequest,
} from '../chat-model.port.js';
import { KnownForms, StructuredCall } from './structured-call.js';
import { VendorError } from '../../vendor/vendor.errors.js';

/** Any vendor's model as a `ChatModel`: walks down from an enforced schema to plain text, and has one invalid answer
 *  corrected. Each exchange is a call of its own, so that a repetition finds what was paid for, step by step. */
export class StructuredChat extends ChatModel {
  readonly isConfigured = true;
  readonly #forms = new KnownForms();

  constructor(private readonly completer: ChatCompleter) {
    super();
  }

  describe(): CompleterIdentity {
    return this.completer.describe();
  }

  async generateStructured<T>(request: ChatRequest<T>, options: ChatCallOptions): Promise<ChatAnswer<T>> {
    return await new StructuredCall(this.completer, this.#forms, request, options).run();
  }

  override async generateText(request: TextRequest, options: TextOptions): Promise<TextAnswer> {
    const { system, prompt, promptId, temperature, maxOutputTokens } = request;
    const question: JsonObject = {
      system,
      prompt,
      temperature: temperature ?? null,
      maxOutputTokens: maxOutputTokens ?? null,
    };
    try {
      const {
        text,
        form: _form,
        ...written
      } = await this.completer.complete(
        {
          turns: [
            { role: 'system', content: system },
            { role: 'user', content: prompt },
          ],
          form: 'text',
          shape: null,
          question,
          promptId,
          temperature,
          maxOutputTokens,
        },
        options,
      );
      return { ...written, value: text };
    } catch (error) {
      throw error instanceof VendorError ? error.with({ message: `${promptId}: ${error.message}` }) : error;
    }
  }
}
