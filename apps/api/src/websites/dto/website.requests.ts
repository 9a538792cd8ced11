import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';

const LARGEST_INT = 2_147_483_647;

@ApiSchema({ name: 'CreateWebsiteRequest' })
export class CreateWebsiteDto {
  @ApiProperty({ format: 'uuid', example: '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21' })
  @IsUUID()
  readonly brief_id: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_INT,
    required: false,
    example: 1,
    description: 'The version to publish. Default: the one that readers see.',
  })
  @IsOptional()
  @IsInt()
  @Min(1, { context: { limit: 1 } })
  @Max(LARGEST_INT, { context: { limit: LARGEST_INT } })
  readonly version?: number;
}

@ApiSchema({ name: 'RollBackWebsiteRequest' })
export class RollBackWebsiteDto {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_INT,
    example: 1,
    description: 'A version that was published before.',
  })
  @IsInt()
  @Min(1, { context: { limit: 1 } })
  @Max(LARGEST_INT, { context: { limit: LARGEST_INT } })
  readonly version: number;
}
