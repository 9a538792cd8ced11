import { Dc360Settings } from '@genesis/config';
import { queryPrepared, together } from '@genesis/database';
import { AGENT_NAMES, assessBrief, isUsable, missingInformation } from '@genesis/agents';
import type { JsonObject } from '@genesis/kernel';
import type { MissingInformation } from '@genesis/knowledge';
import { settleReservation } from '@genesis/quota';
import { type RunOutcome, RunSettlement } from '@genesis/runs';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AgentRecord, type Blocks, perAgent, perBlock, type StoredResults } from './brief-blocks.js';
import { notesOnInput } from './brief-input.js';
import { jsonb } from './stored-json.js';
import { enqueueBriefCompleted } from './webhooks/enqueue-webhook.js';

/** Writes what a run made into its brief's version, and decides which version readers see. */
@Injectable()
export class BriefSettlement extends RunSettlement {
  constructor(private readonly dc360: Dc360Settings) {
    super();
  }

  async settle(tx: EntityManager, outcome: RunOutcome): Promise<void> {
    const { tasks, input } = outcome;
    const blocks = blocksOf(outcome);
    const results = perAgent((agent) => tasks[agent].output);
    const assessment = assessBrief({ ...input, statuses: perAgent((agent) => tasks[agent].status), results });
    const agents = perAgent<AgentRecord>((agent) => {
      const { isKept, output: _, provenance: __, ...record } = tasks[agent];
      return { ...record, is_kept: isKept };
    });
    const version = queryPrepared(
      tx,
      `UPDATE brief_versions
          SET status = $3, market_research = nullif($4::jsonb, 'null'), content_generation = nullif($5::jsonb, 'null'),
              logo_creation = nullif($6::jsonb, 'null'), seo_optimization = nullif($7::jsonb, 'null'),
              template_selection = nullif($8::jsonb, 'null'), agents = $9, provenance = $10,
              missing_information = $11, confidence = $12, is_ready_for_website = $13, readiness_missing = $14,
              finished_at = clock_timestamp()
        WHERE brief_id = $1 AND version = $2`,
      [
        outcome.briefId,
        outcome.version,
        outcome.status,
        jsonb(blocks.market_research),
        jsonb(blocks.content_generation),
        jsonb(blocks.logo_creation),
        jsonb(blocks.seo_optimization),
        jsonb(blocks.template_selection),
        jsonb(agents),
        jsonb(provenanceOf(outcome)),
        jsonb(union(notesOnInput(input).missing, missingInformation(results), askedBySynthesis(outcome))),
        assessment.confidence,
        assessment.isReady,
        jsonb(assessment.missing),
      ],
    );
    // The status of the version that readers see is the brief's, whichever version this run was about.
    const brief = queryPrepared(
      tx,
      `UPDATE business_briefs b
          SET current_version = shown.version, status = shown.status, last_event_seq = run.event_seq, updated_at = now()
         FROM brief_versions shown, agent_run run
        WHERE b.id = $1 AND shown.brief_id = b.id AND run.id = $4
          AND shown.version = CASE WHEN $3 THEN $2 ELSE b.current_version END`,
      [outcome.briefId, outcome.version, isWorthShowing(outcome), outcome.runId],
    );
    await together(
      version,
      brief,
      settleReservation(tx, outcome.runId, outcome.status),
      // Without an address nobody would ever send it.
      this.dc360.webhookUrl === null ? Promise.resolve() : enqueueBriefCompleted(tx, outcome),
    );
  }
}

/** A regeneration replaces what readers see only if it made something new that they can use. */
function isWorthShowing({ status, tasks }: RunOutcome): boolean {
  if (status !== 'completed' && status !== 'partial') return false;
  return AGENT_NAMES.some((agent) => !tasks[agent].isKept && isUsable(tasks[agent].status));
}

function blocksOf(outcome: RunOutcome): Blocks {
  const blocks = perBlock((agent) => outcome.tasks[agent].output);
  const metadata = filledMetadata(outcome);
  if (!metadata) return blocks;
  return { ...blocks, content_generation: { ...blocks.content_generation, seo_metadata: metadata } };
}

/** Search metadata that synthesis made for the content block. A kept block that has some stays as it is, byte for
 *  byte: a regeneration changes the chosen blocks alone. */
function filledMetadata({ tasks }: RunOutcome): JsonObject | null {
  const { content, synthesis } = tasks;
  if (!content.output || (content.isKept && isObject(content.output.seo_metadata))) return null;
  const metadata = synthesis.output?.seo_metadata;
  return isObject(metadata) ? metadata : null;
}

function provenanceOf(outcome: RunOutcome): StoredResults['provenance'] {
  const { content, synthesis } = outcome.tasks;
  return {
    ...perBlock((agent) => outcome.tasks[agent].provenance),
    ...(filledMetadata(outcome) && {
      content_generation: { ...content.provenance, ...synthesis.provenance },
    }),
  };
}

/** What synthesis found open on top of the agents' results: answers that the coach kept although they were weak. */
function askedBySynthesis({ tasks }: RunOutcome): readonly MissingInformation[] {
  const asked = tasks.synthesis.output?.missing_information;
  return Array.isArray(asked) ? (asked as readonly MissingInformation[]) : [];
}

/** Each field once; the first to ask for it has the word. */
function union(...lists: readonly (readonly MissingInformation[])[]): readonly MissingInformation[] {
  const byField = new Map<string, MissingInformation>();
  for (const item of lists.flat()) if (!byField.has(item.field)) byField.set(item.field, item);
  return [...byField.values()];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
