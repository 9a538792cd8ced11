import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadSettings, ModelSettings } from '@genesis/config';
import { ModelCatalogue, ModelCatalogueError, type WrittenModel } from './model-catalogue.js';

const OWN: WrittenModel = {
  provider: 'openai-compatible',
  model: 'mistral-medium',
  price_in: 400_000,
  price_out: 2_000_000,
  source: 'our contract',
  checked: '2026-11-01',
};

const folder = mkdtempSync(join(tmpdir(), 'genesis-catalogue-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let files = 0;
function aFile(content: string): string {
  const path = join(folder, `${String((files += 1))}.json`);
  writeFileSync(path, content);
  return path;
}

describe('ModelCatalogue', () => {
  it('knows price and capabilities of the default model of every vendor', () => {
    const { openAiModel, anthropicModel, deepseekModel, kimiModel } = loadSettings({ env: {} }).get(
      ModelSettings,
    );
    const catalogue = new ModelCatalogue();
    for (const [provider, model] of [
      ['openai', openAiModel],
      ['anthropic', anthropicModel],
      ['deepseek', deepseekModel],
      ['kimi', kimiModel],
    ] as const) {
      const facts = catalogue.factsFor(provider, model);
      expect(facts.price?.output).toBeGreaterThan(0);
      expect(facts.maxContextTokens).toBeGreaterThan(100_000);
    }
  });

  it('knows what holds for all models of a vendor, and no price for those that it does not know', () => {
    expect(new ModelCatalogue().factsFor('openai', 'gpt-9')).toMatchObject({
      maxTokensField: 'max_completion_tokens',
      supportsTemperature: false,
      price: null,
    });
  });

  it('costs nothing on our own machine', () => {
    expect(new ModelCatalogue().factsFor('local', 'qwen3.5:4b').price).toMatchObject({ input: 0, output: 0 });
  });

  it('takes models of a file, which win over our own', () => {
    const path = aFile(
      JSON.stringify([OWN, { ...OWN, provider: 'openai', model: 'gpt-6-luna', price_in: 1, price_out: 2 }]),
    );
    const catalogue = ModelCatalogue.load(path);
    expect(catalogue.factsFor('openai-compatible', 'mistral-medium').price).toMatchObject({ input: 400_000 });
    expect(catalogue.factsFor('openai', 'gpt-6-luna').price).toMatchObject({ input: 1, output: 2 });
  });

  it.each([
    ['that is not there', '/nowhere/models.json'],
    ['that is no JSON', aFile('{')],
    ['with a model without a source', aFile(JSON.stringify([{ ...OWN, source: undefined }]))],
    ['with a field that nobody knows', aFile(JSON.stringify([{ ...OWN, prise_in: 3 }]))],
    ['with a negative price', aFile(JSON.stringify([{ ...OWN, price_in: -1 }]))],
  ])('refuses a file %s', (_name, path) => {
    expect(() => ModelCatalogue.load(path)).toThrow(ModelCatalogueError);
  });
});
