import type { Account, IssuedTokens } from '@genesis/identity';
import { PASSWORD_MAX_LENGTH, PASSWORD_MAX_UNITS } from '@genesis/identity';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { EmailAddress } from '../http/validation/email-address.decorator.js';
import { HumanText } from '../http/validation/human-text.decorator.js';
import { NewPassword } from './new-password.decorator.js';

const EMAIL_MAX_LENGTH = 254;
const NAME_MAX_LENGTH = 100;
const FORM_FIELD_MAX_LENGTH = 1_000;
/** Spaces, controls and what shows nothing: two addresses that look alike would be two accounts. */
const VISIBLE_ONLY = /^[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]*$/u;

@ApiSchema({ name: 'RegisterRequest' })
export class RegisterDto {
  @ApiProperty({ format: 'email', maxLength: EMAIL_MAX_LENGTH, example: 'awa.diop@example.com' })
  @EmailAddress()
  @Matches(VISIBLE_ONLY)
  @MaxLength(EMAIL_MAX_LENGTH)
  readonly email: string;

  @HumanText({
    max: NAME_MAX_LENGTH,
    isTrimmed: true,
    isSingleLine: true,
    isComposed: true,
    example: 'Awa Diop',
  })
  readonly name: string;

  @NewPassword('trois baobabs au bord du fleuve')
  readonly password: string;
}

/** A field of the grant that says nothing to us. */
const IgnoredField = (example: string): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    IsString(),
    MaxLength(FORM_FIELD_MAX_LENGTH),
    ApiProperty({ type: String, required: false, maxLength: FORM_FIELD_MAX_LENGTH, example }),
  );

/** The form of the OAuth 2.0 password grant (RFC 6749, section 4.3.2), whose other fields are accepted and ignored. */
@ApiSchema({ name: 'TokenRequest' })
export class TokenDto {
  @ApiProperty({
    description: 'The email address.',
    maxLength: FORM_FIELD_MAX_LENGTH,
    example: 'awa.diop@example.com',
  })
  @IsString()
  @MaxLength(FORM_FIELD_MAX_LENGTH)
  readonly username: string;

  @ApiProperty({
    format: 'password',
    maxLength: PASSWORD_MAX_LENGTH,
    example: 'trois baobabs au bord du fleuve',
  })
  @IsString()
  @MaxLength(PASSWORD_MAX_UNITS, { context: { limit: PASSWORD_MAX_LENGTH } })
  readonly password: string;

  @IgnoredField('password')
  readonly grant_type?: string;

  @IgnoredField('')
  readonly scope?: string;

  @IgnoredField('')
  readonly client_id?: string;

  @IgnoredField('')
  readonly client_secret?: string;
}

@ApiSchema({ name: 'RefreshRequest' })
export class RefreshDto {
  @ApiProperty({
    description: 'The last refresh token that this device was given.',
    maxLength: 200,
    example: '0192f0c1-6f7e-7cc0-9b1a-2f4f6f1f5f11.ZGFrYXItYWJpZGphbi1kb3VhbGEtZ2VuZXNpcy1haS0',
  })
  @IsString()
  @MaxLength(200)
  readonly refresh_token: string;
}

@ApiSchema({ name: 'PasswordResetRequest' })
export class PasswordResetDto {
  @ApiProperty({
    description: 'As the operator gave it, within an hour.',
    maxLength: 100,
    example: 'h3bYB2w0cGx5dGhlYmFvYmFicw_Zx-4A',
  })
  @IsString()
  @MaxLength(100)
  readonly code: string;

  @NewPassword('quatre pirogues sous la pluie')
  readonly new_password: string;
}

@ApiSchema({ name: 'LogoutRequest' })
export class LogoutDto {
  @ApiProperty({
    required: false,
    description: 'All devices, not this one alone.',
    default: false,
    example: false,
  })
  @IsOptional()
  @IsBoolean()
  readonly everywhere?: boolean;
}

@ApiSchema({ name: 'TokenResponse' })
export class TokenResponse {
  @ApiProperty({ example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0eXAiOiJhY2Nlc3MifQ.c2lnbmF0dXJl' })
  readonly access_token: string;

  @ApiProperty({ enum: ['bearer'] })
  readonly token_type: 'bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds until the token expires.', example: 2_592_000 })
  readonly expires_in: number;

  @ApiProperty({
    description: 'Good for one call of /auth/refresh, which gives the next one.',
    example: '0192f0c1-6f7e-7cc0-9b1a-2f4f6f1f5f11.ZGFrYXItYWJpZGphbi1kb3VhbGEtZ2VuZXNpcy1haS0',
  })
  readonly refresh_token: string;

  @ApiProperty({
    type: 'integer',
    description: 'Seconds until the refresh token expires.',
    example: 2_592_000,
  })
  readonly refresh_expires_in: number;

  static of(tokens: IssuedTokens): TokenResponse {
    return {
      access_token: tokens.token,
      token_type: 'bearer',
      expires_in: tokens.expiresInSeconds,
      refresh_token: tokens.refreshToken,
      refresh_expires_in: tokens.refreshExpiresInSeconds,
    };
  }
}

@ApiSchema({ name: 'UserProfile' })
export class ProfileResponse {
  @ApiProperty({ format: 'uuid', example: '3b0f3d5e-7c1a-4f0e-9f35-0d4c2f7f8a11' })
  readonly user_id: string;

  @ApiProperty({ type: String, nullable: true, example: 'SN' })
  readonly country: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Dakar' })
  readonly city: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  readonly region: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'restaurant' })
  readonly sector: string | null;

  @ApiProperty({ example: 'débutant' })
  readonly experience_level: string;

  @ApiProperty({ type: String, nullable: true, example: null })
  readonly business_stage: string | null;

  @ApiProperty({ enum: ['fr', 'en', 'wo'], example: 'fr' })
  readonly preferred_language: 'fr' | 'en' | 'wo';

  @ApiProperty({ type: String, nullable: true, example: null })
  readonly coaching_style: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: null })
  readonly cultural_context: Account['profile']['culturalContext'];

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: null })
  readonly business_context: Account['profile']['businessContext'];
}

@ApiSchema({ name: 'User' })
export class UserResponse {
  @ApiProperty({
    type: 'integer',
    description: 'For frontends of the former service; never accepted.',
    example: 42,
  })
  readonly id: number;

  @ApiProperty({ format: 'uuid', example: '3b0f3d5e-7c1a-4f0e-9f35-0d4c2f7f8a11' })
  readonly user_id: string;

  @ApiProperty({
    type: String,
    format: 'email',
    nullable: true,
    description: 'Null for a person of DigitalCloud360 whose address we do not have.',
    example: 'awa.diop@example.com',
  })
  readonly email: string | null;

  @ApiProperty({ example: 'Awa Diop' })
  readonly name: string;

  @ApiProperty({ type: ProfileResponse })
  readonly profile: ProfileResponse;

  static of({ id, legacyId, email, name, profile }: Account): UserResponse {
    return {
      id: legacyId,
      user_id: id,
      email,
      name,
      profile: {
        user_id: profile.userId,
        country: profile.country,
        city: profile.city,
        region: profile.region,
        sector: profile.sector,
        experience_level: profile.experienceLevel,
        business_stage: profile.businessStage,
        preferred_language: profile.preferredLanguage,
        coaching_style: profile.coachingStyle,
        cultural_context: profile.culturalContext,
        business_context: profile.businessContext,
      },
    };
  }
}
