import { AGENT_NAMES, type AgentName, BLOCK_OF_AGENT, type BlockName } from '@genesis/agents';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn } from 'class-validator';

/** Sections under their public names, and the agents' names for short. */
const AGENT_OF_SECTION: Readonly<Record<string, AgentName>> = Object.fromEntries(
  AGENT_NAMES.flatMap((agent) => [
    [BLOCK_OF_AGENT[agent], agent],
    [agent, agent],
  ]),
);
const SECTIONS = Object.keys(AGENT_OF_SECTION) as (AgentName | BlockName)[];

@ApiSchema({ name: 'RegenerateRequest' })
export class RegenerateDto {
  @ApiProperty({
    enum: SECTIONS,
    isArray: true,
    minItems: 1,
    maxItems: SECTIONS.length,
    example: ['logo_creation'],
  })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(SECTIONS.length, { context: { limit: SECTIONS.length } })
  @IsIn(SECTIONS, { each: true })
  readonly regenerate_sections: readonly (AgentName | BlockName)[];
}

/** The agents that make the sections, each once. */
export function agentsOf({ regenerate_sections }: RegenerateDto): readonly AgentName[] {
  const wanted = new Set(regenerate_sections.map((section) => AGENT_OF_SECTION[section]));
  return AGENT_NAMES.filter((agent) => wanted.has(agent));
}
