import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

const TOKEN_MAX_LENGTH = 8_192;
const CODE_MAX_LENGTH = 200;

@ApiSchema({ name: 'Dc360TokenRequest' })
export class Dc360TokenDto {
  @ApiProperty({
    description: 'An access token of DigitalCloud360.',
    maxLength: TOKEN_MAX_LENGTH,
    example: 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJ1c2VyX2lkIjo0Mn0.c2lnbmF0dXJl',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(TOKEN_MAX_LENGTH)
  readonly token: string;
}

@ApiSchema({ name: 'Dc360ExchangeRequest' })
export class Dc360ExchangeDto {
  @ApiProperty({
    description: 'A one-time code that DigitalCloud360 was given for its user.',
    maxLength: CODE_MAX_LENGTH,
    example: 'q0Wf6ZyJvZl0v1c8h5J7nQkq1mQb3x9Yt2uV4wX6zA0',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(CODE_MAX_LENGTH)
  readonly code: string;
}
