import type { IssuedCode } from '@genesis/identity';
import { LANGUAGES, type Language } from '@genesis/knowledge';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsOptional, MaxLength } from 'class-validator';
import { Dc360UserId } from '../../contract/dto/dc360-user-id.decorator.js';
import { EmailAddress } from '../../http/validation/email-address.decorator.js';
import { HumanText } from '../../http/validation/human-text.decorator.js';

const EMAIL_MAX_LENGTH = 254;
const NAME_MAX_LENGTH = 100;

@ApiSchema({ name: 'SsoCodeRequest' })
export class SsoCodeDto {
  @Dc360UserId()
  readonly user_id: number;

  @HumanText({
    max: NAME_MAX_LENGTH,
    isOptional: true,
    isTrimmed: true,
    isSingleLine: true,
    isComposed: true,
    field: 'Kept when the person comes for the first time.',
    example: 'Awa Diop',
  })
  readonly name?: string;

  @ApiProperty({
    format: 'email',
    maxLength: EMAIL_MAX_LENGTH,
    required: false,
    description: 'Kept when the person comes for the first time.',
    example: 'awa.diop@example.com',
  })
  @IsOptional()
  @EmailAddress()
  @MaxLength(EMAIL_MAX_LENGTH)
  readonly email?: string;

  @ApiProperty({ enum: LANGUAGES, required: false, description: 'As above.', example: 'fr' })
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

@ApiSchema({ name: 'SsoCode' })
export class SsoCodeResponse {
  @ApiProperty({
    description: 'To be exchanged once, by the person’s frontend, for an access token.',
    example: 'q0Wf6ZyJvZl0v1c8h5J7nQkq1mQb3x9Yt2uV4wX6zA0',
  })
  code: string;

  @ApiProperty({ type: 'integer', description: 'Seconds.', example: 60 })
  expires_in: number;

  static of({ code, expiresInSeconds }: IssuedCode): SsoCodeResponse {
    return { code, expires_in: expiresInSeconds };
  }
}
