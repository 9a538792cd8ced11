import { describe, expect, it } from '@jest/globals';
import { type AgentRecord, keptTasks, type StoredResults } from './brief-blocks.js';

const record: AgentRecord = {
  status: 'success',
  provider: 'knowledge',
  model: null,
  warnings: [],
  error: null,
  usage: null,
  is_kept: false,
};
const stored: StoredResults = {
  market_research: { trends: [] },
  content_generation: { tone: 'warm' },
  logo_creation: null,
  seo_optimization: null,
  template_selection: null,
  agents: { research: record, content: record, logo: { ...record, status: 'failed' } },
  provenance: { content_generation: { homepage: { origin: 'rule' } } },
};

describe('keptTasks', () => {
  it('takes over what was not asked for, as it is stored', () => {
    const kept = keptTasks(stored, ['research']);

    expect(kept).not.toHaveProperty('research');
    expect(kept.content).toEqual({
      status: 'success',
      isKept: true,
      output: { tone: 'warm' },
      provenance: { homepage: { origin: 'rule' } },
      error: null,
      provider: 'knowledge',
      model: null,
      warnings: [],
      usage: null,
    });
    expect(kept.logo).toMatchObject({ status: 'failed', isKept: true, output: null });
  });
});
