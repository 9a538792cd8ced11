import { CONTRACT_SORTS, type ContractSort } from '@genesis/briefs';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { NumberInText } from '../../http/validation/number-in-text.decorator.js';
import { Dc360UserId } from './dc360-user-id.decorator.js';

const LIMIT_MAX = 100;
const OFFSET_MAX = 1_000_000;

export class ContractUserParams {
  @NumberInText()
  @Dc360UserId()
  readonly userId: number;
}

export class ContractListQuery {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LIMIT_MAX,
    default: 10,
    required: false,
    description: 'At most so many briefs.',
    example: 10,
  })
  @NumberInText()
  @IsInt()
  @Min(1, { context: { limit: 1 } })
  @Max(LIMIT_MAX, { context: { limit: LIMIT_MAX } })
  readonly limit: number = 10;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: OFFSET_MAX,
    default: 0,
    required: false,
    description: 'Passes over so many.',
    example: 0,
  })
  @NumberInText()
  @IsInt()
  @Min(0, { context: { limit: 0 } })
  @Max(OFFSET_MAX, { context: { limit: OFFSET_MAX } })
  readonly offset: number = 0;

  @ApiProperty({
    enum: CONTRACT_SORTS,
    default: 'created_desc',
    required: false,
    description: 'In which order.',
    example: 'created_desc',
  })
  @IsIn(CONTRACT_SORTS)
  readonly sort: ContractSort = 'created_desc';
}
