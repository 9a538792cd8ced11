import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../load-settings.js';
import { ModelSettings } from './models.settings.js';
import { ProviderSettings } from './provider.settings.js';

const modelsWith = (env: Readonly<Record<string, string>>): ModelSettings =>
  loadSettings({ env }).get(ModelSettings);

describe('settings of models', () => {
  it('ask no local server and name no model of the coach unless told', () => {
    expect(modelsWith({})).toMatchObject({ localUrls: [], localModel: null, coachModel: null });
  });

  it('take local servers in order, without trailing slashes', () => {
    const urls = 'http://127.0.0.1:11434/, http://gpu:8080/v1';
    expect(modelsWith({ LOCAL_LLM_URLS: urls }).localUrls).toEqual([
      'http://127.0.0.1:11434',
      'http://gpu:8080/v1',
    ]);
  });

  it.each(['127.0.0.1:11434', 'http://user:pass@gpu', 'http://ok,ftp://gpu'])(
    'refuse %s as a local server',
    (urls) => {
      expect(() => modelsWith({ LOCAL_LLM_URLS: urls })).toThrow('LOCAL_LLM_URLS entry');
    },
  );

  it.each(['openai', 'openai:gpt-6-luna', 'local:qwen3.5:4b'])('take %s for the coach', (coachModel) => {
    expect(modelsWith({ COACH_MODEL: coachModel })).toMatchObject({ coachModel });
  });

  it('take a placeholder for no key', () => {
    const providers = loadSettings({
      env: { DEEPSEEK_API_KEY: 'your-deepseek-key', KIMI_API_KEY: 'change-me' },
    }).get(ProviderSettings);
    expect(providers).toMatchObject({ deepseekApiKey: null, kimiApiKey: null });
  });
});
