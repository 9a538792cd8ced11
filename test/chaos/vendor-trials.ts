import type { AgentName } from '@genesis/agents';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import type { ChatBehaviour } from '../support/simulators/chat-script.js';
import type { ReceivedRequest } from '../support/simulators/vendor-simulator.js';
import { IDEA } from './private-servers.js';

/** Agents that ask a model. */
export const WRITERS = ['research', 'content', 'logo', 'seo'] as const satisfies readonly AgentName[];

/** What a vendor does to every request of a run, and what must come of it. */
export interface Fault {
  readonly name: string;
  readonly behaviour: ChatBehaviour;
  /** Requests of one call, of which the vendor has spoilt all. */
  readonly attempts: number;
  /** What the agents say of it in the end. */
  readonly code: string;
  /** The answer came whole and is shown to its author once more, as a call of its own. */
  readonly isRepaired?: boolean;
}

/** A run that one of the faults was scripted for. */
export interface Trial extends Fault {
  readonly run: RunStartedResponse;
  /** Whether the second vendor of the chain does the same. */
  readonly isNextIll: boolean;
}

/** An idea of a business with a name of its own. */
export function ideaOf(businessName: string): typeof IDEA {
  return { ...IDEA, business_brief: { ...IDEA.business_brief, business_name: businessName } };
}

/** Two runs for each fault: one in which the next vendor is well, one in which it has the same fault. */
export async function startTrials(client: ApiClient, faults: readonly Fault[]): Promise<readonly Trial[]> {
  return Promise.all(
    faults.flatMap((fault) =>
      [false, true].map(async (isNextIll) => ({
        ...fault,
        isNextIll,
        run: await client.generate(ideaOf(fault.name)),
      })),
    ),
  );
}

export interface StoredTask {
  readonly name: string;
  readonly status: string;
  readonly provider: string | null;
  readonly warnings: readonly string[];
}

/** Tasks of the agents that ask a model, by name, from their rows. */
export async function writersOf(installation: Installation, runId: string): Promise<readonly StoredTask[]> {
  const { rows } = await installation.db.query<StoredTask>(
    `SELECT name, status, provider, warnings FROM agent_task WHERE run_id = $1 AND name = ANY($2::text[]) ORDER BY name`,
    [runId, WRITERS],
  );
  return rows;
}

/** Requests by call, each in the order of arrival. */
export function byCall<Call extends ReceivedRequest>(
  calls: readonly Call[],
): ReadonlyMap<string, readonly Call[]> {
  const found = new Map<string, readonly Call[]>();
  for (const call of calls) {
    const key = call.callKey ?? '';
    found.set(key, [...(found.get(key) ?? []), call]);
  }
  return found;
}

/** Milliseconds from the end of each request to the next one of the same call. */
export function pausesOf(requests: readonly ReceivedRequest[]): readonly number[] {
  return requests.slice(1).map((request, index) => {
    const before = requests[index];
    return request.receivedAt - (before?.finishedAt ?? before?.abortedAt ?? NaN);
  });
}

/** How long the vendor had the client's connection before the client closed it. */
export const heldForMs = (request: ReceivedRequest): number =>
  (request.abortedAt ?? NaN) - request.receivedAt;
