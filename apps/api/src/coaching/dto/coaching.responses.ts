import {
  CURRENT_STEPS,
  type CurrentStep,
  JUDGES,
  SESSION_STATUSES,
  type SessionStatus,
} from '@genesis/coaching';
import { COACHING_STEPS, CRITERIA, type Criterion, type Language, LANGUAGES } from '@genesis/knowledge';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { BriefTextsResponse } from '../../briefs/dto/brief.responses.js';

const SESSION_ID = '3f1c0e0a-6a2b-4f7e-9a55-0a4be7a4c0de';
const BRIEF_ID = '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21';
const NOW = '2026-03-02T09:30:00.000Z';
const ANSWER = 'Que les mamans de Grand Yoff trouvent des légumes frais au quartier.';

const SessionIdProperty = () => ApiProperty({ format: 'uuid', example: SESSION_ID });
const StepProperty = () => ApiProperty({ enum: CURRENT_STEPS, example: 'vision' });
const StatusProperty = () => ApiProperty({ enum: SESSION_STATUSES, example: 'in_progress' });
const Moment = (options: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, format: 'date-time', example: NOW, ...options });
const Score = (options: ApiPropertyOptions = {}) =>
  ApiProperty({ type: Number, minimum: 0, maximum: 1, example: 0.8, ...options });
const Texts = (example: readonly string[], description?: string) =>
  ApiProperty({ type: [String], example, description });

export class CoachingProgressResponse implements Record<CurrentStep, boolean> {
  @ApiProperty({ example: true })
  vision: boolean;

  @ApiProperty({ example: false })
  mission: boolean;

  @ApiProperty({ example: false })
  clientele: boolean;

  @ApiProperty({ example: false })
  differentiation: boolean;

  @ApiProperty({ example: false })
  offre: boolean;

  @ApiProperty({ description: 'A draft brief was confirmed.', example: false })
  synthesis: boolean;
}

export class ClickableChoiceResponse {
  @ApiProperty({ example: 'vision-pragmatic' })
  id: string;

  @ApiProperty({ example: ANSWER })
  text: string;
}

export class CriterionResponse {
  @ApiProperty({ enum: CRITERIA, example: 'who' })
  criterion: Criterion;

  @ApiProperty({ example: true })
  is_met: boolean;

  @ApiProperty({
    description: 'The words that show it, or what is still open.',
    example: 'Tu parles des mamans de Grand Yoff.',
  })
  why: string;
}

export class ClarificationResponse {
  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  count: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 2 })
  max: number;
}

/** What the coach says now, and where the session stands. */
export class CoachingResponse {
  @SessionIdProperty()
  session_id: string;

  @StatusProperty()
  status: SessionStatus;

  @StepProperty()
  current_step: CurrentStep;

  @ApiProperty({ enum: LANGUAGES, example: 'fr' })
  language: Language;

  @ApiProperty({ example: "Parlons de ton rêve : qu'est-ce qui va s'améliorer dans la vie des gens ?" })
  coach_message: string;

  @Texts([ANSWER], 'Inspiration from the same trade, never the answer.')
  examples: readonly string[];

  @Texts(['Dans cinq ans, que verra-t-on en poussant ta porte ?'])
  next_questions: readonly string[];

  @ApiProperty({ type: CoachingProgressResponse })
  progress: CoachingProgressResponse;

  @Score({ description: 'Mean of the scores of the answers so far; 0 before the first.' })
  confidence_score: number;

  @ApiProperty({ description: 'The answer was accepted, or the step was skipped.', example: false })
  is_step_complete: boolean;

  @ApiProperty({ type: [ClickableChoiceResponse] })
  clickable_choices: readonly ClickableChoiceResponse[];

  @Texts(['Dans mon quartier, je voudrais que…'], 'Beginnings of an answer, to be completed.')
  openings: readonly string[];

  @ApiProperty({ type: ClarificationResponse })
  clarification: ClarificationResponse;

  @ApiProperty({ description: '"Accept as is" may be offered.', example: false })
  can_force_accept: boolean;

  @ApiProperty({
    type: [CriterionResponse],
    description: 'How the last answer meets its step; empty without one.',
  })
  criteria: readonly CriterionResponse[];

  @ApiProperty({
    enum: JUDGES,
    nullable: true,
    description: 'Who decided about the last answer.',
    example: 'rule',
  })
  judged_by: (typeof JUDGES)[number] | null;

  @ApiProperty({ description: 'The last answer was kept although it is weak.', example: false })
  is_weak: boolean;
}

export class CoachingAnswerResponse {
  @ApiProperty({ enum: COACHING_STEPS, example: 'vision' })
  step: (typeof COACHING_STEPS)[number];

  @ApiProperty({ enum: ['pending', 'asking', 'clarifying', 'accepted', 'skipped'], example: 'accepted' })
  state: string;

  @ApiProperty({ type: String, nullable: true, example: ANSWER })
  raw: string | null;

  @ApiProperty({ type: String, nullable: true, example: ANSWER })
  reformulated: string | null;

  @Score({ nullable: true })
  confidence: number | null;

  @ApiProperty({ enum: JUDGES, nullable: true, example: 'rule' })
  judged_by: (typeof JUDGES)[number] | null;

  @ApiProperty({ example: false })
  is_weak: boolean;

  @ApiProperty({ type: [CriterionResponse] })
  criteria: readonly CriterionResponse[];

  @Texts(['les mamans de Grand Yoff'])
  key_points: readonly string[];
}

export class CoachingTurnResponse {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  seq: number;

  @ApiProperty({ enum: ['coach', 'person'], example: 'coach' })
  role: 'coach' | 'person';

  @StepProperty()
  step: CurrentStep;

  @ApiProperty({ example: 'Bonne arrivée !' })
  text: string;

  @Moment()
  at: string;
}

export class CoachingSessionResponse {
  @SessionIdProperty()
  session_id: string;

  @StatusProperty()
  status: SessionStatus;

  @StepProperty()
  current_step: CurrentStep;

  @ApiProperty({ enum: LANGUAGES, example: 'fr' })
  language: Language;

  @ApiProperty({ type: CoachingProgressResponse })
  progress: CoachingProgressResponse;

  @Score({ nullable: true })
  confidence_score: number | null;

  @ApiProperty({ type: [CoachingAnswerResponse] })
  answers: readonly CoachingAnswerResponse[];

  @ApiProperty({ type: [CoachingTurnResponse], description: 'The newest 200 messages, oldest first.' })
  history: readonly CoachingTurnResponse[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: BRIEF_ID })
  brief_id: string | null;

  @Moment()
  created_at: string;

  @Moment()
  updated_at: string;
}

export class CoachingSessionSummaryResponse {
  @SessionIdProperty()
  session_id: string;

  @StatusProperty()
  status: SessionStatus;

  @StepProperty()
  current_step: CurrentStep;

  @ApiProperty({ enum: LANGUAGES, example: 'fr' })
  language: Language;

  @ApiProperty({ type: String, nullable: true, example: 'Fumoir de Kribi' })
  business_name: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 5, example: 2 })
  steps_done: number;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  brief_id: string | null;

  @Moment()
  created_at: string;

  @Moment()
  updated_at: string;
}

export class CoachingSessionsResponse {
  @ApiProperty({ type: [CoachingSessionSummaryResponse] })
  items: readonly CoachingSessionSummaryResponse[];

  @ApiProperty({ type: String, required: false, description: 'Absent at the end.' })
  next_cursor?: string;
}

export class MissingFieldResponse {
  @ApiProperty({
    enum: ['business_name', 'sector', 'city', 'country', 'services', 'contact'],
    example: 'city',
  })
  field: string;

  @ApiProperty({ example: 'Dans quelle ville se trouve ton activité ?' })
  question: string;

  @ApiProperty({ description: 'Without it no brief can be generated.', example: false })
  is_required: boolean;
}

export class CoachingCompletedResponse {
  @SessionIdProperty()
  session_id: string;

  @StatusProperty()
  status: SessionStatus;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null until confirmed.',
    example: BRIEF_ID,
  })
  brief_id: string | null;

  @ApiProperty({ type: BriefTextsResponse, description: 'The draft; a text that nobody gave is empty.' })
  business_brief: object;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Field of the brief to the answer that it came from.',
    example: { vision: { step: 'vision', kept: 'raw', judged_by: 'rule', is_weak: false } },
  })
  sources: object;

  @ApiProperty({ type: [MissingFieldResponse] })
  missing: readonly MissingFieldResponse[];

  @Score({ nullable: true })
  coaching_confidence: number | null;

  @ApiProperty({ example: 'Ta fiche de projet est prête.' })
  coach_message: string;
}

export class OnboardingResponse {
  @ApiProperty({ type: String, nullable: true, example: 'Fumoir de Kribi' })
  business_name: string | null;

  @ApiProperty({ example: 'restaurant' })
  sector: string;

  @ApiProperty({ type: String, nullable: true, example: null })
  sector_other: string | null;

  @ApiProperty({ enum: ['upload', 'generate', 'later'], example: 'generate' })
  logo_source: string;

  @ApiProperty({ type: String, nullable: true, example: null })
  logo_url: string | null;
}

export class OnboardedResponse {
  @SessionIdProperty()
  session_id: string;

  @ApiProperty({ type: OnboardingResponse })
  onboarding: OnboardingResponse;
}

export class SocraticQuestionResponse {
  @ApiProperty({ example: 'De quel coin parles-tu quand tu penses à ce changement ?' })
  question: string;

  @ApiProperty({ example: 'Un endroit précis rend le rêve visible.' })
  context_hint: string;

  @Texts(['Mon quartier, parce que…'])
  choices: readonly string[];
}

export class CoachHelpResponse {
  @SessionIdProperty()
  session_id: string;

  @StepProperty()
  current_step: CurrentStep;

  @ApiProperty({ type: [SocraticQuestionResponse] })
  socratic_questions: readonly SocraticQuestionResponse[];

  @ApiProperty({ example: 'Dans mon quartier, je voudrais que…' })
  suggestion: string;
}

export class ReformulationResponse {
  @ApiProperty({ example: 'euh je vend du poisson fumé' })
  original_text: string;

  @ApiProperty({ example: 'Je vends du poisson fumé.' })
  reformulated_text: string;

  @ApiProperty({ example: true })
  is_better: boolean;

  @Texts(['Je vends du poisson fumé.', 'En une phrase : je vends du poisson fumé.'])
  suggestions: readonly string[];

  @ApiProperty({ description: 'Who wrote it: `knowledge`, or the name of a vendor.', example: 'knowledge' })
  provider: string;
}

export class ProposalResponse {
  @ApiProperty({ description: 'To be sent as `choice_id`.', example: 'vision-ambitious' })
  id: string;

  @ApiProperty({ example: 'Voir grand' })
  title: string;

  @ApiProperty({ example: ANSWER })
  content: string;

  @ApiProperty({ example: 'Pour qui veut entraîner toute une ville.' })
  justification: string;
}

export class ProposalsResponse {
  @SessionIdProperty()
  session_id: string;

  @ApiProperty({ enum: COACHING_STEPS, example: 'vision' })
  step: string;

  @ApiProperty({ type: [ProposalResponse] })
  proposals: readonly ProposalResponse[];

  @ApiProperty({ example: 'Choisis celle qui te ressemble, puis change les mots.' })
  coach_advice: string;

  @ApiProperty({ description: 'Who wrote them: `knowledge`, or the name of a vendor.', example: 'knowledge' })
  provider: string;
}
