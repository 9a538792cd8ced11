import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  renderEnvExample,
  renderProductionRefusals,
  renderSettingsDoc,
  SETTINGS_CATALOGUE,
} from './index.js';

const ROOT = join(import.meta.dirname, '../../..');

describe('settings documentation', () => {
  it.each([
    ['.env.example', renderEnvExample()],
    ['docs/settings.md', renderSettingsDoc()],
    ['docs/production-refusals.md', renderProductionRefusals()],
  ])('%s is up to date', (file, rendered) => {
    const path = join(ROOT, file);
    if (process.env.UPDATE_SETTINGS_DOCS === '1') writeFileSync(path, rendered);
    expect(readFileSync(path, 'utf8')).toBe(rendered);
  });

  it('changes nothing when .env.example is copied as it is', () => {
    expect(parseEnv(renderEnvExample())).toEqual({});
  });

  it('has exactly one line in .env.example for each setting, in the form that uncommenting needs', () => {
    const lines = renderEnvExample()
      .split('\n')
      .filter((line) => /^# [A-Z0-9_]+=/.test(line));
    const uncommented = parseEnv(lines.map((line) => line.slice(2)).join('\n'));
    expect(lines).toHaveLength(SETTINGS_CATALOGUE.length);
    expect(uncommented).toEqual(
      Object.fromEntries(SETTINGS_CATALOGUE.map(({ name, example }) => [name, example])),
    );
  });
});
