import { LANGUAGES, type Language } from '@genesis/knowledge';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsDefined, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { HumanText } from '../../http/validation/human-text.decorator.js';
import { Dc360UserId } from './dc360-user-id.decorator.js';

const NAME_MAX = 120;
const TEXT_MAX = 4_000;
const ITEMS_MAX = 20;
const ITEM_MAX = 400;

@ApiSchema({ name: 'BusinessInfo' })
export class BusinessInfoDto {
  @HumanText({ max: NAME_MAX, isSingleLine: true, example: 'Atelier Ndar Couture' })
  readonly company_name: string;

  @HumanText({
    max: NAME_MAX,
    isSingleLine: true,
    field: 'Free text; resolved once.',
    example: 'couture sur mesure',
  })
  readonly industry: string;

  @HumanText({
    max: NAME_MAX,
    isSingleLine: true,
    isOptional: true,
    field: 'Accepted, not used.',
    example: '1-10',
  })
  readonly company_size?: string;

  @HumanText({
    max: TEXT_MAX,
    field: 'What the business is and does, in its own words.',
    example: 'Un atelier de couture à Thiès qui livre une tenue sur mesure en sept jours, dès 25 000 FCFA.',
  })
  readonly description: string;
}

@ApiSchema({ name: 'MarketInfo' })
export class MarketInfoDto {
  @HumanText({ max: TEXT_MAX, example: 'Des femmes de 25 à 45 ans qui travaillent à Thiès.' })
  readonly target_audience: string;

  @HumanText({ max: ITEM_MAX, maxItems: ITEMS_MAX, isOptional: true, field: 'Hints for the research.' })
  readonly competitors?: readonly string[];

  @Transform(({ value }: { value: unknown }) => (isTexts(value) ? value.join('; ') : value))
  @HumanText({
    max: TEXT_MAX,
    isOptional: true,
    field: 'A text, or a list of texts.',
    example: 'Les loyers.',
  })
  readonly market_challenges?: string;

  @HumanText({ max: ITEM_MAX, maxItems: ITEMS_MAX, isOptional: true, field: 'What the business aims at.' })
  readonly goals?: readonly string[];
}

@ApiSchema({ name: 'GenerateForUserRequest' })
export class GenerateForUserDto {
  @Dc360UserId()
  readonly user_id: number;

  @ApiProperty({ type: BusinessInfoDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => BusinessInfoDto)
  readonly business_info: BusinessInfoDto;

  @ApiProperty({ type: MarketInfoDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => MarketInfoDto)
  readonly market_info: MarketInfoDto;

  @ApiProperty({ enum: LANGUAGES, required: false, description: "Default: the person's.", example: 'fr' })
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
