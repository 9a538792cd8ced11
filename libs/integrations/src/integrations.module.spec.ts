import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { ConfigModule } from '@genesis/config';
import { IntegrationsModule } from './integrations.module.js';
import { ChatModel } from './llm/chat-model.port.js';

async function chatModelWith(env: Readonly<Record<string, string>>): Promise<ChatModel> {
  const module = await Test.createTestingModule({
    imports: [ConfigModule.forRoot({ env }), IntegrationsModule],
  }).compile();
  return module.get(ChatModel);
}

describe('IntegrationsModule', () => {
  it('provides the configured server', async () => {
    const model = await chatModelWith({ LLM_BASE_URL: 'http://127.0.0.1:9/v1', LLM_MODEL: 'llama' });
    expect(model.isConfigured).toBe(true);
    expect(model.describe()).toEqual({ provider: 'openai-compatible', model: 'llama' });
  });

  it('provides a stand-in that answers nothing when no server is configured', async () => {
    const model = await chatModelWith({});
    expect(model.isConfigured).toBe(false);
    const request = { system: '', prompt: '', schemaName: 'x', promptId: 'x@1' };
    const options = { signal: new AbortController().signal, callKey: 'k', deadlineMs: 1 };
    await expect(model.generateStructured({ ...request, schema: z.string() }, options)).rejects.toMatchObject(
      {
        code: 'LLM_NOT_CONFIGURED',
      },
    );
  });
});
