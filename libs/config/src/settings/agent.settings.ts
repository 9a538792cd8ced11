import { IsInt, IsObject } from 'class-validator';
import { seconds } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** The tasks of a brief that have a time budget. */
export type BudgetedTask = 'research' | 'content' | 'logo' | 'seo' | 'template' | 'synthesis';

/** How long each sub-agent may take. */
export class AgentSettings {
  /** Milliseconds by task. */
  @Setting({
    name: 'AGENT_TIMEOUT_RESEARCH_S',
    entry: 'research',
    doc: 'Time budget of market research, in seconds.',
    type: seconds,
    default: 30,
  })
  @Setting({
    name: 'AGENT_TIMEOUT_CONTENT_S',
    entry: 'content',
    doc: 'Time budget of the texts, in seconds.',
    type: seconds,
    default: 45,
  })
  @Setting({
    name: 'AGENT_TIMEOUT_LOGO_S',
    entry: 'logo',
    doc: 'Time budget of the logo, in seconds; a picture of good quality takes a vendor up to 50.',
    type: seconds,
    default: 90,
  })
  @Setting({
    name: 'AGENT_TIMEOUT_SEO_S',
    entry: 'seo',
    doc: 'Time budget of the search engine texts, in seconds.',
    type: seconds,
    default: 30,
  })
  @Setting({
    name: 'AGENT_TIMEOUT_TEMPLATE_S',
    entry: 'template',
    doc: 'Time budget of the choice of a template, in seconds.',
    type: seconds,
    default: 5,
  })
  @Setting({
    name: 'AGENT_TIMEOUT_SYNTHESIS_S',
    entry: 'synthesis',
    doc: 'Time budget of the synthesis, in seconds.',
    type: seconds,
    default: 10,
  })
  @IsObject()
  readonly budgetMs: Readonly<Record<BudgetedTask, number>>;

  @Setting({
    name: 'LOCAL_LLM_AGENT_TIMEOUT_S',
    doc: 'Least time budget, in seconds, of a sub-agent that asks a model, where the first model of the plan is a local one. Twice this and the synthesis have to fit into RUN_TIMEOUT_JOB_S.',
    type: seconds,
    default: 75,
  })
  @IsInt()
  readonly localModelBudgetMs: number;
}
