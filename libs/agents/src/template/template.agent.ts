import { chooseTemplate, templateResultSchema } from '@genesis/knowledge';
import type { Agent, AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { authored } from '../modelling/authorship.js';

/** Chooses the design of the site: rules over data, no vendor. */
export class TemplateAgent implements Agent {
  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const { result, provenance } = chooseTemplate(input);
    const outcome = authored({ result, schema: templateResultSchema, provenance, replies: [] });
    await context.files.write('/template/template.json', JSON.stringify(result, null, 2), {
      mediaType: 'application/json',
    });
    return outcome;
  }
}
