import { LANGUAGES, type BusinessBrief, type Language } from '@genesis/knowledge';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { HumanText } from '../../http/validation/human-text.decorator.js';

const NAME_MAX = 120;
const TEXT_MAX = 4_000;
const SERVICES_MAX = 20;
const SESSION_ID_MAX = 100;

/** Names of the former service for three fields. */
const ALIASES = {
  industry_sector: 'sector',
  target_market: 'target_audience',
  competitive_advantage: 'differentiation',
} as const;

@ApiSchema({ name: 'LocationInput' })
export class LocationDto {
  @HumanText({ max: NAME_MAX, isSingleLine: true, isOptional: true, example: 'Dakar' })
  readonly city?: string;

  @HumanText({ max: NAME_MAX, isSingleLine: true, isOptional: true, example: 'Sénégal' })
  readonly country?: string;

  @HumanText({ max: NAME_MAX, isSingleLine: true, isOptional: true, example: 'Grand Yoff' })
  readonly region?: string;
}

@ApiSchema({
  name: 'BusinessBriefInput',
  description:
    'The idea. `industry_sector`, `target_market` and `competitive_advantage` are accepted for `sector`, ' +
    '`target_audience` and `differentiation`, but not beside them.',
})
export class BusinessBriefDto {
  @HumanText({ max: NAME_MAX, isSingleLine: true, example: 'Atelier Ndar Couture' })
  readonly business_name: string;

  @HumanText({
    max: TEXT_MAX,
    example: "Que les familles de Grand Yoff s'habillent chez des couturiers du quartier.",
  })
  readonly vision: string;

  @HumanText({ max: TEXT_MAX, example: 'Nous prenons les mesures et livrons en sept jours.' })
  readonly mission: string;

  @HumanText({ max: TEXT_MAX, example: 'Des femmes de 25 à 45 ans qui travaillent à Dakar.' })
  readonly target_audience: string;

  @HumanText({ max: TEXT_MAX, example: 'Une date écrite, et 20 % remboursés en cas de retard.' })
  readonly differentiation: string;

  @HumanText({ max: TEXT_MAX, example: 'Une tenue sur mesure en sept jours, à partir de 25 000 FCFA.' })
  readonly value_proposition: string;

  @HumanText({
    max: NAME_MAX,
    isSingleLine: true,
    field: 'Free text; resolved once.',
    example: 'couture sur mesure',
  })
  readonly sector: string;

  @ApiProperty({ type: LocationDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => LocationDto)
  readonly location: LocationDto;

  @HumanText({
    max: NAME_MAX,
    maxItems: SERVICES_MAX,
    isOptional: true,
  })
  readonly services?: readonly string[];
}

@ApiSchema({ name: 'GenerateBriefRequest' })
export class GenerateBriefDto {
  @ApiProperty({
    type: BusinessBriefDto,
    required: false,
    description: 'Needed unless `coaching_session_id` is given.',
  })
  @Transform(({ value }: { value: unknown }) => fromBody(value))
  @ValidateIf((body: GenerateBriefDto) => (body.coaching_session_id ?? null) === null)
  @IsDefined()
  @IsObject()
  @ValidateNested()
  readonly business_brief?: BusinessBriefDto | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    description:
      'A completed coaching session, instead of `business_brief`: its draft and brief id are used.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(SESSION_ID_MAX, { context: { limit: SESSION_ID_MAX } })
  readonly coaching_session_id?: string | null;

  @ApiProperty({ enum: LANGUAGES, required: false, description: "Default: the profile's.", example: 'fr' })
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

/** The brief with every key present, as the agents read it. */
export function toBusinessBrief(dto: BusinessBriefDto): BusinessBrief {
  const { city, country, region } = dto.location;
  return {
    business_name: dto.business_name,
    vision: dto.vision,
    mission: dto.mission,
    target_audience: dto.target_audience,
    differentiation: dto.differentiation,
    value_proposition: dto.value_proposition,
    sector: dto.sector,
    location: { ...(city && { city }), ...(country && { country }), ...(region && { region }) },
    services: dto.services ?? [],
  };
}

/** An alias beside its field stays where it is, so that it is refused as an unknown field. */
function fromBody(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const body: Record<string, unknown> = { ...value };
  for (const [alias, name] of Object.entries(ALIASES)) {
    if (!Object.hasOwn(body, alias) || Object.hasOwn(body, name)) continue;
    body[name] = body[alias];
    Reflect.deleteProperty(body, alias);
  }
  return plainToInstance(BusinessBriefDto, body);
}
