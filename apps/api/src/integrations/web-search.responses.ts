import { ApiProperty, type ApiPropertyOptions, ApiSchema } from '@nestjs/swagger';

const WARNINGS: ApiPropertyOptions = {
  type: [String],
  description:
    'Pages that try to give orders to a machine that reads them: show them, and let no model read them.',
  example: [],
};

@ApiSchema({ name: 'WebSearchResult' })
export class WebSearchResultResponse {
  @ApiProperty({ maxLength: 300, example: 'Manger à midi à Thiès' })
  readonly title: string;

  @ApiProperty({ format: 'uri', example: 'https://www.ansd.sn/' })
  readonly url: string;

  @ApiProperty({
    maxLength: 4_000,
    description: 'Text of a stranger; never markup.',
    example: 'Une assiette coûte entre 1 000 et 1 500 FCFA autour du marché.',
  })
  readonly content: string;

  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1, example: 0.87 })
  readonly score: number | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2025-03-04' })
  readonly published_date: string | null;
}

@ApiSchema({ name: 'WebSearch' })
export class WebSearchResponse {
  @ApiProperty({ example: 'prix du thiéboudienne à Thiès' })
  readonly query: string;

  @ApiProperty({ type: [WebSearchResultResponse] })
  readonly results: readonly WebSearchResultResponse[];

  @ApiProperty({ type: String, nullable: true, description: "The vendor's own summary.", example: null })
  readonly answer: string | null;

  @ApiProperty({ type: 'integer', example: 5 })
  readonly total_results: number;

  @ApiProperty({ description: 'Who has found it.', example: 'tavily' })
  readonly provider: string;

  @ApiProperty(WARNINGS)
  readonly warnings: readonly string[];
}

@ApiSchema({ name: 'ExtractedPage' })
export class ExtractedPageResponse {
  @ApiProperty({ format: 'uri', example: 'https://www.ansd.sn/' })
  readonly url: string;

  @ApiProperty({ type: String, nullable: true, example: 'Agence nationale de la statistique' })
  readonly title: string | null;

  @ApiProperty({
    maxLength: 20_000,
    description: 'Text of a stranger; never markup.',
    example: 'Les prix à la consommation en 2025',
  })
  readonly content: string;

  @ApiProperty({ example: 'tavily' })
  readonly provider: string;

  @ApiProperty(WARNINGS)
  readonly warnings: readonly string[];
}
