import { AGENT_NAMES, type AgentName } from '@genesis/agents';
import { CONTRACT_STATUSES, type ContractBrief, type ContractStatus } from '@genesis/briefs';
import { IDEA_TEXTS } from '@genesis/knowledge';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { MissingInformationResponse } from '../../briefs/dto/brief.responses.js';
import { AgentResultsResponse } from './agent-result.responses.js';

const BRIEF_ID = '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21';
const RUN_ID = '6a2f9d3e-8b0a-4f0c-b4a5-1f1f0f2f7c11';
const NOW = '2026-03-02T09:30:00.000Z';

const Text = (example: string) => ApiProperty({ example });
const NullableText = (example: string | null, description?: string) =>
  ApiProperty({ type: String, nullable: true, example, ...(description && { description }) });
const Texts = (...example: readonly string[]) => ApiProperty({ type: [String], example });
const UserId = () => ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 42 });
const Id = (example: string) => ApiProperty({ format: 'uuid', example });
const Moment = () => ApiProperty({ format: 'date-time', example: NOW });
const NullableMoment = (description: string) =>
  ApiProperty({ type: String, format: 'date-time', nullable: true, description, example: NOW });
const StatusProperty = () => ApiProperty({ enum: CONTRACT_STATUSES, example: 'completed' });
const Agents = (...example: readonly AgentName[]) =>
  ApiProperty({ enum: AGENT_NAMES, isArray: true, example });
const Confidence = () => ApiProperty({ type: Number, minimum: 0, maximum: 1, nullable: true, example: 0.86 });
const ByLanguage = () =>
  ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { fr: {} },
    description: 'By language.',
  });
const Missing = () =>
  ApiProperty({ type: [MissingInformationResponse], description: 'What only the person can tell.' });
const Derived = () =>
  ApiProperty({
    enum: IDEA_TEXTS,
    isArray: true,
    description: 'Texts of the brief that all hold the one description.',
    example: ['vision', 'mission', 'differentiation', 'value_proposition'],
  });

/** A generated brief, in the shape that DigitalCloud360's client knows. */
@ApiSchema({ name: 'GeneratedBrief' })
export class GeneratedBriefResponse extends AgentResultsResponse {
  @Id(BRIEF_ID)
  id: string;

  @UserId()
  user_id: number;

  @Id(RUN_ID)
  session_id: string;

  @StatusProperty()
  status: ContractStatus;

  @Confidence()
  overall_confidence: number | null;

  @ApiProperty({ example: false })
  is_ready_for_website: boolean;

  @NullableMoment('Null while it is being made.')
  generated_at: string | null;

  @Derived()
  derived_fields: readonly string[];

  @Missing()
  missing_information: readonly MissingInformationResponse[];
}

@ApiSchema({ name: 'ContractLocation' })
export class ContractLocationResponse {
  @NullableText('Thiès')
  city: string | null;

  @NullableText('Sénégal')
  country: string | null;

  @NullableText(null)
  region: string | null;
}

class MarketAnalysisResponse {
  @NullableText(null, 'Null where no source gives one.')
  market_size: string | null;

  @Texts()
  trends: string[];

  @ApiProperty({ type: 'object', additionalProperties: true, example: { channels: ['whatsapp'] } })
  target_demographics: Record<string, unknown>;
}

class ContractCompetitorResponse {
  @Text('Tailleurs du marché')
  name: string;

  @Texts('Prix bas')
  strengths: string[];

  @Texts('Pas de date de livraison')
  weaknesses: string[];

  @NullableText(null)
  market_position: string | null;
}

class ContractOpportunityResponse {
  @Text('Tenues de fête pour les familles')
  description: string;

  @Text('high')
  potential: string;

  @Text('3 mois')
  timeline: string;
}

class ContractResearchResponse {
  @ApiProperty({ type: MarketAnalysisResponse })
  market_analysis: MarketAnalysisResponse;

  @ApiProperty({ type: [ContractCompetitorResponse] })
  competitors: ContractCompetitorResponse[];

  @ApiProperty({ type: [ContractOpportunityResponse] })
  opportunities: ContractOpportunityResponse[];
}

class ContractContentResponse {
  @ByLanguage()
  homepage: Record<string, Record<string, unknown>>;

  @ByLanguage()
  about: Record<string, Record<string, unknown>>;

  @ByLanguage()
  services: Record<string, Record<string, unknown>>;

  @ByLanguage()
  contact: Record<string, Record<string, unknown>>;
}

class ContractColoursResponse {
  @Text('#D97706')
  primary: string;

  @Text('#92400E')
  secondary: string;

  @Text('#FBBF24')
  accent: string;
}

class ContractLogoResponse {
  @ApiProperty({
    format: 'uri-reference',
    description: 'From the root of this server.',
    example: `/api/v1/business-brief/${BRIEF_ID}/files/logo/logo.svg`,
  })
  url: string;

  @Text('elegant')
  style: string;

  @ApiProperty({ type: ContractColoursResponse })
  colors: ContractColoursResponse;
}

class ContractSeoResponse {
  @Text('Atelier Ndar Couture, couture sur mesure à Thiès')
  meta_title: string;

  @Text('Une tenue sur mesure en sept jours à Thiès, avec une date de livraison écrite.')
  meta_description: string;

  @Texts('couture sur mesure Thiès')
  keywords: string[];

  @NullableText(null)
  og_image: string | null;
}

class ContractTemplateResponse {
  @Text('atelier-portfolio')
  id: string;

  @Text('Atelier')
  name: string;

  @Text('artisanat')
  category: string;

  @Texts('gallery', 'whatsapp')
  features: string[];
}

class ContractResultsResponse {
  @ApiProperty({ type: ContractResearchResponse, nullable: true })
  research: ContractResearchResponse | null;

  @ApiProperty({ type: ContractContentResponse, nullable: true })
  content: ContractContentResponse | null;

  @ApiProperty({ type: ContractLogoResponse, nullable: true })
  logo: ContractLogoResponse | null;

  @ApiProperty({ type: ContractSeoResponse, nullable: true })
  seo: ContractSeoResponse | null;

  @ApiProperty({ type: ContractTemplateResponse, nullable: true })
  template: ContractTemplateResponse | null;
}

class ProvidersUsedResponse {
  @NullableText('tavily', 'Null where nothing was searched.')
  search: string | null;

  @NullableText('knowledge')
  llm: string | null;

  @NullableText('knowledge')
  image: string | null;
}

class ContractMetadataResponse {
  @Confidence()
  confidence_score: number | null;

  @ApiProperty({ example: true })
  ready_for_website: boolean;

  @ApiProperty({ type: Number, minimum: 0, nullable: true, example: 12.4 })
  generation_time_seconds: number | null;

  @ApiProperty({ type: ProvidersUsedResponse })
  providers_used: ProvidersUsedResponse;

  @Texts('fr')
  languages_available: string[];

  @Agents('research', 'content', 'logo', 'seo', 'template')
  successful_agents: AgentName[];

  @Agents()
  failed_agents: AgentName[];

  @Agents()
  fallback_agents: AgentName[];

  @Derived()
  derived_fields: string[];

  @Missing()
  missing_information: MissingInformationResponse[];
}

class ContractTimestampsResponse {
  @Moment()
  created_at: string;

  @Moment()
  updated_at: string;

  @NullableMoment('Null where it does not expire.')
  expires_at: string | null;
}

/** A brief by the contract of DigitalCloud360. */
@ApiSchema({ name: 'ContractBrief' })
export class ContractBriefResponse implements ContractBrief {
  @Id(BRIEF_ID)
  brief_id: string;

  @UserId()
  user_id: number;

  @NullableText(null)
  coaching_session_id: string | null;

  @StatusProperty()
  status: ContractStatus;

  @Text('Atelier Ndar Couture')
  business_name: string;

  @Text("Que les familles de Thiès s'habillent chez des couturiers du quartier.")
  vision: string;

  @Text('Nous prenons les mesures et livrons en sept jours.')
  mission: string;

  @Text('Des femmes de 25 à 45 ans qui travaillent à Thiès.')
  target_audience: string;

  @Text('Une date écrite, et 20 % remboursés en cas de retard.')
  differentiation: string;

  @Text('couture sur mesure')
  sector: string;

  @ApiProperty({ type: ContractLocationResponse })
  location: ContractLocationResponse;

  @ApiProperty({ type: ContractResultsResponse })
  results: ContractResultsResponse;

  @ApiProperty({ type: ContractMetadataResponse })
  metadata: ContractMetadataResponse;

  @ApiProperty({ type: ContractTimestampsResponse })
  timestamps: ContractTimestampsResponse;
}

@ApiSchema({ name: 'ContractBriefSummary' })
export class ContractSummaryResponse {
  @Id(BRIEF_ID)
  brief_id: string;

  @Text('Atelier Ndar Couture')
  business_name: string;

  @Text('couture sur mesure')
  sector: string;

  @ApiProperty({ type: ContractLocationResponse })
  location: ContractLocationResponse;

  @Moment()
  created_at: string;

  @Confidence()
  confidence_score: number | null;

  @ApiProperty({ example: true })
  ready_for_website: boolean;
}

class ContractPaginationResponse {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, example: 10 })
  limit: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  offset: number;

  @ApiProperty({ example: false })
  has_more: boolean;
}

@ApiSchema({ name: 'ContractBriefList' })
export class ContractListResponse {
  @UserId()
  user_id: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  total_count: number;

  @ApiProperty({ type: [ContractSummaryResponse] })
  briefs: readonly ContractSummaryResponse[];

  @ApiProperty({ type: ContractPaginationResponse })
  pagination: ContractPaginationResponse;
}

class ContractAgentsResponse implements Record<AgentName, ContractStatus> {
  @StatusProperty()
  research: ContractStatus;

  @StatusProperty()
  content: ContractStatus;

  @StatusProperty()
  logo: ContractStatus;

  @StatusProperty()
  seo: ContractStatus;

  @StatusProperty()
  template: ContractStatus;
}

@ApiSchema({ name: 'ContractBriefStatus' })
export class ContractStatusResponse {
  @Id(BRIEF_ID)
  brief_id: string;

  @StatusProperty()
  status: ContractStatus;

  @ApiProperty({ type: ContractAgentsResponse })
  agents: ContractAgentsResponse;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 100 })
  progress: number;
}
