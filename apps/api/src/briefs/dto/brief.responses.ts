import { type AgentName, type BlockName } from '@genesis/agents';
import { type BriefStatus } from '@genesis/briefs';
import type { JsonObject } from '@genesis/kernel';
import {
  IDEA_TEXTS,
  type IdeaText,
  LANGUAGES,
  type Language,
  SECTORS,
  type Sector,
} from '@genesis/knowledge';
import { EVENT_TYPES, type EventType, RUN_STATUSES, type RunStatus } from '@genesis/runs';
import { ApiProperty } from '@nestjs/swagger';
import { AgentStatusesResponse, AgentReportsResponse } from './agent.responses.js';
import {
  BRIEF_ID,
  RUN_ID,
  Id,
  Moment,
  NullableMoment,
  BriefStatusProperty,
  RunStatusProperty,
  Version,
  Confidence,
  Block,
  AgentNames,
} from './brief.properties.js';

/** A run was started; it goes on by itself. */
export class RunStartedResponse {
  @Id(BRIEF_ID)
  brief_id: string;

  @Id(RUN_ID)
  run_id: string;

  @ApiProperty({
    enum: RUN_STATUSES,
    description: 'Of the run; `queued` unless the caller has waited for its end in vain.',
    example: 'queued',
  })
  status: RunStatus;

  @ApiProperty({ format: 'uri-reference', example: `/api/v1/business/brief/${BRIEF_ID}/status` })
  status_url: string;

  @ApiProperty({ format: 'uri-reference', example: `/api/v1/business/brief/${BRIEF_ID}/events` })
  events_url: string;
}

export class BriefStatusResponse {
  @Id(BRIEF_ID)
  brief_id: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null for a draft.',
    example: RUN_ID,
  })
  run_id: string | null;

  @BriefStatusProperty()
  status: BriefStatus;

  @ApiProperty({ enum: RUN_STATUSES, nullable: true, description: 'Null for a draft.', example: 'running' })
  run_status: RunStatus | null;

  @ApiProperty({ type: AgentStatusesResponse })
  agents: AgentStatusesResponse;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 50 })
  progress: number;

  @NullableMoment()
  started_at: string | null;

  @NullableMoment()
  finished_at: string | null;
}

export class LocationResponse {
  @ApiProperty({ required: false, example: 'Thiès' })
  city?: string;

  @ApiProperty({ required: false, example: 'Sénégal' })
  country?: string;

  @ApiProperty({ required: false, example: 'Escale' })
  region?: string;
}

/** The brief as the person wrote it. */
export class BriefTextsResponse {
  @ApiProperty({ example: 'Atelier Ndar Couture' })
  business_name: string;

  @ApiProperty({ example: "Que les familles de Grand Yoff s'habillent chez des couturiers du quartier." })
  vision: string;

  @ApiProperty({ example: 'Chaque jour nous prenons les mesures et livrons en sept jours.' })
  mission: string;

  @ApiProperty({ example: 'Des femmes de 25 à 45 ans qui travaillent à Dakar.' })
  target_audience: string;

  @ApiProperty({ example: 'Une date de livraison écrite, et 20 % remboursés en cas de retard.' })
  differentiation: string;

  @ApiProperty({ example: 'Une tenue sur mesure en sept jours, à partir de 25 000 FCFA.' })
  value_proposition: string;

  @ApiProperty({ example: 'couture sur mesure' })
  sector: string;

  @ApiProperty({ type: LocationResponse })
  location: LocationResponse;

  @ApiProperty({ type: [String], example: ['Tenue sur mesure', 'Retouche express'] })
  services: readonly string[];
}

/** The five results; each is null until its agent has delivered and the run has ended. */
export class BriefResultsResponse implements Record<BlockName, JsonObject | null> {
  @Block('What is known of the market.', { trends: [], cultural_insights: [] })
  market_research: JsonObject | null;

  @Block('Site texts; each page is keyed by language.', {
    primary_language: 'fr',
    languages_generated: ['fr'],
  })
  content_generation: JsonObject | null;

  @Block('Logo, palette and rules for using them.', { color_palette: ['#D97706', '#92400E'] })
  logo_creation: JsonObject | null;

  @Block('Keywords and page metadata.', { primary_keywords: ['couture sur mesure Dakar'] })
  seo_optimization: JsonObject | null;

  @Block('Site template and its settings.', { alternatives: [] })
  template_selection: JsonObject | null;
}

export class MissingInformationResponse {
  @ApiProperty({ example: 'contact.phone' })
  field: string;

  @ApiProperty({ example: 'À quel numéro vos clients peuvent-ils vous joindre ?' })
  question: string;
}

export class BriefWarningResponse {
  @ApiProperty({ enum: ['SECTOR_UNKNOWN', 'COUNTRY_UNKNOWN'], example: 'SECTOR_UNKNOWN' })
  code: string;

  @ApiProperty({ example: 'sector' })
  field: string;

  @ApiProperty({ example: "Le secteur n'a pas été reconnu : le brief est traité comme « autre »." })
  message: string;
}

export class UnmetConditionResponse {
  @ApiProperty({ example: 'substance' })
  condition: string;

  @ApiProperty({ example: "L'idée reste trop vague dans la vision." })
  message: string;
}

export class BusinessBriefResponse extends BriefResultsResponse {
  @ApiProperty({ type: 'integer', example: 1, description: 'For former clients; never accepted.' })
  id: number;

  @Id(BRIEF_ID)
  brief_id: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Where it was coached.',
    example: null,
  })
  coaching_session_id: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Field of a coached brief to the answer that it came from; empty where nobody was coached.',
    example: { vision: { step: 'vision', kept: 'raw', judged_by: 'rule', is_weak: false } },
  })
  sources: object;

  @ApiProperty({
    enum: IDEA_TEXTS,
    isArray: true,
    description: 'Texts that all hold one description, because nobody gave them one by one.',
    example: [],
  })
  derived_fields: readonly IdeaText[];

  @Version()
  version: number;

  @BriefStatusProperty()
  status: BriefStatus;

  @ApiProperty({ type: BriefTextsResponse })
  business_brief: BriefTextsResponse;

  @ApiProperty({ enum: LANGUAGES, example: 'fr' })
  language: Language;

  @ApiProperty({
    enum: SECTORS,
    example: 'artisanat',
    description: 'Resolved from the free text of the brief.',
  })
  sector: Sector;

  @ApiProperty({ type: AgentReportsResponse })
  agents: AgentReportsResponse;

  @AgentNames('Delivered in full.', ['research', 'content', 'logo', 'seo', 'template'])
  successful_agents: readonly AgentName[];

  @AgentNames('Delivered nothing: failed, or never started in time.', [])
  failed_agents: readonly AgentName[];

  @AgentNames('Delivered by the knowledge engine, because the vendor failed.', [])
  fallback_agents: readonly AgentName[];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'For each block, where each group of its fields comes from.',
    example: { market_research: { market_size: { origin: 'rule' } } },
  })
  provenance: object;

  @ApiProperty({ type: [MissingInformationResponse] })
  missing_information: readonly MissingInformationResponse[];

  @ApiProperty({ type: [BriefWarningResponse] })
  warnings: readonly BriefWarningResponse[];

  @Confidence()
  overall_confidence: number | null;

  @ApiProperty({ example: true })
  is_ready_for_website: boolean;

  @ApiProperty({ type: [UnmetConditionResponse] })
  readiness_missing: readonly UnmetConditionResponse[];

  @Moment()
  created_at: string;

  @Moment()
  updated_at: string;

  @NullableMoment()
  expires_at: string | null;
}

export class BriefVersionResponse {
  @Version()
  version: number;

  @BriefStatusProperty()
  status: BriefStatus;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null for a draft.',
    example: RUN_ID,
  })
  run_id: string | null;

  @ApiProperty({ description: 'The version that readers see.', example: true })
  is_current: boolean;

  @Confidence()
  overall_confidence: number | null;

  @ApiProperty({ example: true })
  is_ready_for_website: boolean;

  @Moment()
  created_at: string;

  @NullableMoment()
  finished_at: string | null;
}

/** Newest first. */
export class BriefVersionsResponse {
  @ApiProperty({ type: [BriefVersionResponse] })
  items: readonly BriefVersionResponse[];
}

export class BriefEventResponse {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 1,
    description: 'Counts 1, 2, 3… over the life of the brief.',
  })
  id: number;

  @Id(RUN_ID)
  run_id: string;

  @ApiProperty({ enum: EVENT_TYPES, example: 'agent.finished' })
  type: EventType;

  @Moment()
  at: string;

  @ApiProperty({ required: false, example: 'research' })
  agent?: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { status: 'success' } })
  data: JsonObject;
}

export class BriefEventsResponse {
  @ApiProperty({ type: [BriefEventResponse] })
  items: readonly BriefEventResponse[];

  @ApiProperty({ type: 'integer', minimum: 0, example: 1, description: 'The `after` of the following page.' })
  next: number;
}

export class BriefFileResponse {
  @ApiProperty({ example: '/content/home.fr.md' })
  path: string;

  @ApiProperty({ example: 'text/markdown' })
  media_type: string;

  @ApiProperty({ type: 'integer', minimum: 0, example: 1834, description: 'Bytes.' })
  size: number;

  @ApiProperty({
    pattern: '^[0-9a-f]{64}$',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256: string;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  revision: number;

  @ApiProperty({ type: String, nullable: true, example: 'content' })
  author: string | null;
}

export class BriefFilesResponse {
  @ApiProperty({ type: [BriefFileResponse] })
  items: readonly BriefFileResponse[];
}

export class RunCostResponse {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 3,
    description: 'Calls to vendors, retries included.',
  })
  calls: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 5120 })
  input_tokens: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 2048 })
  output_tokens: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 4100, description: 'Millionths of a US dollar.' })
  cost_micro_usd: number;
}

export class RunCancelledResponse {
  @Id(BRIEF_ID)
  brief_id: string;

  @Id(RUN_ID)
  run_id: string;

  @BriefStatusProperty()
  status: BriefStatus;

  @RunStatusProperty()
  run_status: RunStatus;

  @ApiProperty({ format: 'uri-reference', example: `/api/v1/business/brief/${BRIEF_ID}/status` })
  status_url: string;

  @ApiProperty({ type: RunCostResponse })
  cost: RunCostResponse;
}

export class BriefSummaryResponse {
  @ApiProperty({ type: 'integer', example: 1, description: 'For former clients; never accepted.' })
  id: number;

  @Id(BRIEF_ID)
  brief_id: string;

  @Version()
  version: number;

  @BriefStatusProperty()
  status: BriefStatus;

  @ApiProperty({ example: 'Atelier Ndar Couture' })
  business_name: string;

  @ApiProperty({ enum: SECTORS, example: 'artisanat' })
  sector: string;

  @Confidence()
  overall_confidence: number | null;

  @ApiProperty({ example: true })
  is_ready_for_website: boolean;

  @Moment()
  created_at: string;

  @Moment()
  updated_at: string;
}

/** Newest first. */
export class BriefListResponse {
  @ApiProperty({ type: [BriefSummaryResponse] })
  items: readonly BriefSummaryResponse[];

  @ApiProperty({ required: false, description: 'Absent at the end.', example: 'MTc3MjQ0Mzgw' })
  next_cursor?: string;
}
