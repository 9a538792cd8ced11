import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { HumanText } from '../http/validation/human-text.decorator.js';

const QUERY_MAX = 400;
const RESULTS_MAX = 20;
const DOMAINS_MAX = 20;
const DOMAIN_MAX = 253;
const URL_MAX = 2_048;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;

/** The first is our word; the second the vendor's, which some frontends send. */
const DEPTHS = ['basic', 'deep', 'advanced'] as const;

const Domains = (description: string): PropertyDecorator => {
  const rules = [
    ApiProperty({
      type: 'array',
      items: { type: 'string', format: 'hostname', maxLength: DOMAIN_MAX },
      required: false,
      maxItems: DOMAINS_MAX,
      description,
      example: ['jeuneafrique.com'],
    }),
    IsOptional(),
    IsArray(),
    ArrayMaxSize(DOMAINS_MAX, { context: { limit: DOMAINS_MAX } }),
    IsString({ each: true }),
    MaxLength(DOMAIN_MAX, { each: true, context: { limit: DOMAIN_MAX } }),
    Matches(DOMAIN, { each: true }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};

@ApiSchema({ name: 'WebSearchRequest' })
export class WebSearchDto {
  @HumanText({ max: QUERY_MAX, isTrimmed: true, example: 'prix du thiéboudienne à Thiès' })
  readonly query: string;

  @IsOptional()
  @IsIn(DEPTHS)
  @ApiProperty({
    enum: DEPTHS,
    required: false,
    default: 'basic',
    description: '`deep` costs twice as much; `advanced` means the same.',
  })
  readonly search_depth?: (typeof DEPTHS)[number];

  @IsOptional()
  @IsInt()
  @Min(1, { context: { limit: 1 } })
  @Max(RESULTS_MAX, { context: { limit: RESULTS_MAX } })
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: RESULTS_MAX,
    required: false,
    default: 5,
    description: 'At most so many pages.',
  })
  readonly max_results?: number;

  @Domains('Only pages of these.')
  readonly include_domains?: readonly string[];

  @Domains('No pages of these.')
  readonly exclude_domains?: readonly string[];
}

export class ExtractQuery {
  @IsString()
  @MaxLength(URL_MAX, { context: { limit: URL_MAX } })
  @ApiProperty({
    type: String,
    format: 'uri',
    maxLength: URL_MAX,
    description: 'http or https on its usual port, of a public name.',
    example: 'https://www.ansd.sn/',
  })
  readonly url: string;
}
