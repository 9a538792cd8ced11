import { ResearchSettings } from '@genesis/config';
import { Module } from '@nestjs/common';
import { type Agent, AgentRoster } from './agent.js';
import { ContentAgent } from './content/content.agent.js';
import { LogoAgent } from './logo/logo.agent.js';
import type { TaskName } from './plan.js';
import { ResearchAgent } from './research/research.agent.js';
import { SeoAgent } from './seo/seo.agent.js';
import { SynthesisAgent } from './synthesis/synthesis.agent.js';
import { TemplateAgent } from './template/template.agent.js';

/** The agents of the brief plan. */
export class BriefAgents extends AgentRoster {
  private readonly agents: Readonly<Record<TaskName, Agent>>;

  constructor(bounds: ResearchSettings) {
    super();
    this.agents = {
      research: new ResearchAgent({ bounds }),
      content: new ContentAgent(),
      logo: new LogoAgent(),
      seo: new SeoAgent(),
      template: new TemplateAgent(),
      synthesis: new SynthesisAgent(),
    };
  }

  agentFor(task: TaskName): Agent {
    return this.agents[task];
  }
}

@Module({
  providers: [
    {
      provide: AgentRoster,
      inject: [ResearchSettings],
      useFactory: (bounds: ResearchSettings) => new BriefAgents(bounds),
    },
  ],
  exports: [AgentRoster],
})
export class AgentsModule {}
