import { LOGO_SOURCES, type LogoSource } from '@genesis/coaching';
import { COACHING_STEPS, type CoachingStep, type Language, LANGUAGES } from '@genesis/knowledge';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { HumanText } from '../../http/validation/human-text.decorator.js';
import { PublicHttpsUrl } from '../../http/validation/public-url.decorator.js';
import { LocationDto } from '../../briefs/dto/generate-brief.dto.js';

const NAME_MAX = 120;
const TEXT_MAX = 4_000;
const SERVICES_MAX = 20;
const ID_MAX = 100;

const SESSION_ID = '3f1c0e0a-6a2b-4f7e-9a55-0a4be7a4c0de';

/** An id that is none names no session: that is for the service to say. */
const SessionId = (isOptional = false): PropertyDecorator => {
  const rules = [
    IsString(),
    MaxLength(ID_MAX, { context: { limit: ID_MAX } }),
    ...(isOptional ? [IsOptional()] : []),
    ApiProperty({ type: String, format: 'uuid', example: SESSION_ID, required: !isOptional }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};

const LanguageProperty = (): PropertyDecorator => {
  const rules = [
    IsOptional(),
    IsIn(LANGUAGES),
    ApiProperty({ enum: LANGUAGES, required: false, description: "Default: the profile's.", example: 'fr' }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};

const Flag = (description: string): PropertyDecorator => {
  const rules = [
    IsOptional(),
    IsBoolean(),
    ApiProperty({ type: Boolean, required: false, default: false, description, example: false }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};

const StepProperty = (description: string): PropertyDecorator => {
  const rules = [
    IsOptional(),
    IsIn([...COACHING_STEPS, 'synthesis']),
    ApiProperty({ enum: [...COACHING_STEPS, 'synthesis'], required: false, description, example: 'vision' }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};

@ApiSchema({ name: 'StartCoachingRequest' })
export class StartCoachingDto {
  @SessionId(true)
  readonly session_id?: string;

  @LanguageProperty()
  readonly language?: Language;

  @HumanText({ max: TEXT_MAX, isOptional: true, field: 'Accepted from former clients, and not used.' })
  readonly message?: string;
}

@ApiSchema({ name: 'CoachingStepRequest' })
export class CoachingStepDto {
  @SessionId()
  readonly session_id: string;

  @HumanText({
    max: TEXT_MAX,
    isOptional: true,
    field:
      'The answer. Needed unless something was clicked, skipped, or the best answer is accepted as it is.',
    example: 'Que les mamans de Grand Yoff trouvent des légumes frais au quartier, sans aller à Thiaroye.',
  })
  readonly user_response?: string;

  @IsOptional()
  @IsString()
  @MaxLength(ID_MAX, { context: { limit: ID_MAX } })
  @ApiProperty({
    type: String,
    maxLength: ID_MAX,
    required: false,
    description: 'Id of one of `clickable_choices` or of a proposal.',
    example: 'vision-pragmatic',
  })
  readonly choice_id?: string;

  @Flag('Accept the answer, or the best one so far, as it is.')
  readonly force_accept?: boolean;

  @Flag("The person does not know: the trade's usual answer stands in, and the step is marked so.")
  readonly skip?: boolean;

  @StepProperty('The step that is answered; another than the current one is refused with 409.')
  readonly step?: CoachingStep | 'synthesis';
}

@ApiSchema({ name: 'CorrectStepRequest' })
export class CorrectStepDto {
  @HumanText({
    max: TEXT_MAX,
    example: 'Les restaurateurs de Bonapriso qui veulent du poisson fumé le matin.',
  })
  readonly user_response: string;
}

@ApiSchema({ name: 'CompleteCoachingRequest' })
export class CompleteCoachingDto {
  @SessionId()
  readonly session_id: string;

  @IsBoolean()
  @ApiProperty({ type: Boolean, description: 'False only shows the draft.', example: true })
  readonly confirm: boolean;

  @HumanText({
    max: NAME_MAX,
    isSingleLine: true,
    isOptional: true,
    isTrimmed: true,
    example: 'Fumoir de Kribi',
  })
  readonly business_name?: string;

  @HumanText({
    max: NAME_MAX,
    isSingleLine: true,
    isOptional: true,
    isTrimmed: true,
    example: 'poissonnerie',
  })
  readonly sector?: string;

  @ApiProperty({ type: LocationDto, required: false })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => LocationDto)
  readonly location?: LocationDto;

  @HumanText({ max: NAME_MAX, maxItems: SERVICES_MAX, isOptional: true })
  readonly services?: readonly string[];
}

@ApiSchema({ name: 'OnboardingRequest' })
export class OnboardingDto {
  @HumanText({
    max: NAME_MAX,
    isSingleLine: true,
    isOptional: true,
    isTrimmed: true,
    example: 'Fumoir de Kribi',
  })
  readonly business_name?: string;

  @HumanText({ max: NAME_MAX, isSingleLine: true, isTrimmed: true, example: 'restaurant' })
  readonly sector: string;

  @HumanText({
    max: NAME_MAX,
    isSingleLine: true,
    isOptional: true,
    isTrimmed: true,
    field: 'In words, where no sector fits.',
  })
  readonly sector_other?: string;

  @IsIn(LOGO_SOURCES)
  @ApiProperty({ enum: LOGO_SOURCES, example: 'generate' })
  readonly logo_source: LogoSource;

  @PublicHttpsUrl()
  readonly logo_url?: string;

  @LanguageProperty()
  readonly language?: Language;
}

@ApiSchema({ name: 'CoachHelpRequest' })
export class CoachHelpDto {
  @SessionId()
  readonly session_id: string;
}

@ApiSchema({ name: 'ReformulateRequest' })
export class ReformulateDto {
  @SessionId()
  readonly session_id: string;

  @HumanText({ max: TEXT_MAX, example: 'euh je vend du poisson fumé au resto de bonapriso le matin' })
  readonly text: string;

  @IsOptional()
  @IsIn(COACHING_STEPS)
  @ApiProperty({ enum: COACHING_STEPS, required: false, description: 'Default: the current step.' })
  readonly target_step?: CoachingStep;
}
