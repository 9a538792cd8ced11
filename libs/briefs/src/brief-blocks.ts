import {
  AGENT_NAMES,
  type AgentFailure,
  type AgentName,
  BLOCK_OF_AGENT,
  type BlockName,
} from '@genesis/agents';
import type { JsonObject } from '@genesis/kernel';
import type { ProvenanceMap } from '@genesis/knowledge';
import type { SettledTask } from '@genesis/runs';

/** The five blocks under their public names; null where there is no result. */
export type Blocks = Readonly<Record<BlockName, JsonObject | null>>;

/** What a version keeps of an agent besides its block. */
export interface AgentRecord {
  readonly status: SettledTask['status'];
  readonly provider: string | null;
  readonly model: string | null;
  readonly warnings: readonly string[];
  readonly error: AgentFailure | null;
  readonly usage: SettledTask['usage'];
  /** The result was taken over from the version before. */
  readonly is_kept: boolean;
}

export type AgentRecords = Readonly<Partial<Record<AgentName, AgentRecord>>>;

/** The part of a stored version that a regeneration takes over. */
export interface StoredResults extends Blocks {
  readonly agents: AgentRecords;
  /** Block to provenance of its field groups. */
  readonly provenance: Readonly<Partial<Record<BlockName, ProvenanceMap>>>;
}

/** @returns the object that `build` makes for each agent. */
export function perAgent<T>(build: (agent: AgentName) => T): Record<AgentName, T> {
  return Object.fromEntries(AGENT_NAMES.map((agent) => [agent, build(agent)])) as Record<AgentName, T>;
}

/** @returns the object that `build` makes for each block, by the agent that writes it. */
export function perBlock<T>(build: (agent: AgentName) => T): Record<BlockName, T> {
  return Object.fromEntries(AGENT_NAMES.map((agent) => [BLOCK_OF_AGENT[agent], build(agent)])) as Record<
    BlockName,
    T
  >;
}

/** Results of a version as settled tasks, for the agents that a regeneration leaves alone. */
export function keptTasks(
  stored: StoredResults,
  requested: readonly AgentName[],
): Partial<Record<AgentName, SettledTask>> {
  const kept: Partial<Record<AgentName, SettledTask>> = {};
  for (const agent of AGENT_NAMES) {
    const record = stored.agents[agent];
    if (requested.includes(agent) || !record) continue;
    const block = BLOCK_OF_AGENT[agent];
    const { is_kept: _, ...rest } = record;
    kept[agent] = {
      ...rest,
      isKept: true,
      output: stored[block],
      provenance: stored.provenance[block] ?? {},
    };
  }
  return kept;
}
