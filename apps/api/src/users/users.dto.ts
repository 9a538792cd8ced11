import {
  PASSWORD_MAX_LENGTH,
  PASSWORD_MAX_UNITS,
  type ProfileChanges,
  type ProfileLanguage,
} from '@genesis/identity';
import type { ErasureReceipt } from '@genesis/personal-data';
import type { JsonObject } from '@genesis/kernel';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { NewPassword } from '../auth/new-password.decorator.js';
import { HumanText } from '../http/validation/human-text.decorator.js';
import { ContextObject } from './context-object.decorator.js';

const LANGUAGES = ['fr', 'en', 'wo'] as const;

/** A short text of a profile; null removes it. */
const ProfileText = (field: string, example: string) =>
  HumanText({
    max: 120,
    field,
    example,
    isOptional: true,
    isTrimmed: true,
    isSingleLine: true,
    isComposed: true,
  });

@ApiSchema({ name: 'ProfileChanges' })
export class ProfileChangesDto {
  @ProfileText('Country, as a code of ISO 3166-1 or a name; null removes it.', 'SN')
  readonly country?: string | null;

  @ProfileText('City; null removes it.', 'Dakar')
  readonly city?: string | null;

  @ProfileText('Region; null removes it.', 'Dakar')
  readonly region?: string | null;

  @ProfileText('Sector; null removes it.', 'restaurant')
  readonly sector?: string | null;

  @ProfileText('What the person has done before; null is `débutant`.', 'débutant')
  readonly experience_level?: string | null;

  @ProfileText('How far the business is; null removes it.', 'idée')
  readonly business_stage?: string | null;

  @ApiProperty({ enum: LANGUAGES, required: false, example: 'fr' })
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly preferred_language?: ProfileLanguage;

  @ProfileText('How the coach should speak; null removes it.', 'direct')
  readonly coaching_style?: string | null;

  @ContextObject({ example: { languages: ['français', 'wolof'] } })
  readonly cultural_context?: JsonObject | null;

  @ContextObject({ example: { employees: 2 } })
  readonly business_context?: JsonObject | null;

  /** What is absent stays as it is. */
  static changesOf(dto: ProfileChangesDto): ProfileChanges {
    const { preferred_language: preferredLanguage, experience_level: experienceLevel } = dto;
    const given = {
      country: dto.country,
      city: dto.city,
      region: dto.region,
      sector: dto.sector,
      experienceLevel: experienceLevel === null ? 'débutant' : experienceLevel,
      businessStage: dto.business_stage,
      // Everybody has a language.
      preferredLanguage: preferredLanguage ?? undefined,
      coachingStyle: dto.coaching_style,
      culturalContext: dto.cultural_context,
      businessContext: dto.business_context,
    };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  }
}

@ApiSchema({ name: 'ErasureRequest' })
export class ErasureDto {
  @ApiProperty({
    format: 'password',
    maxLength: PASSWORD_MAX_LENGTH,
    required: false,
    description: 'The password of the account; people who come by single sign-on alone have none.',
    example: 'trois baobabs au bord du fleuve',
  })
  @IsOptional()
  @IsString()
  @MaxLength(PASSWORD_MAX_UNITS, { context: { limit: PASSWORD_MAX_LENGTH } })
  readonly password?: string;
}

@ApiSchema({ name: 'ErasureReceipt' })
export class ErasureReceiptResponse {
  @ApiProperty({
    format: 'uuid',
    description: 'Stands in the audit log with the counts; it is all that is left.',
    example: '3b0f3d5e-7c1a-4f0e-9f35-0d4c2f7f8a11',
  })
  readonly receipt_id: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-26T08:00:00.000Z' })
  readonly requested_at: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null while something is still to be done, which is within a day.',
    example: '2026-11-26T08:00:00.420Z',
  })
  readonly erased_at: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Rows that were deleted, by table.',
    example: { users: 1, user_profiles: 1, business_briefs: 2 },
  })
  readonly rows: Readonly<Record<string, number>>;

  @ApiProperty({ type: 'integer', description: 'Working folders that were deleted.', example: 3 })
  readonly workspaces: number;

  @ApiProperty({
    type: [String],
    description: 'Published websites that were taken down.',
    example: ['https://sites.example.com/3b0f3d5e-7c1a-4f0e-9f35-0d4c2f7f8a11/'],
  })
  readonly websites_taken_down: readonly string[];

  @ApiProperty({
    type: [String],
    description:
      'Published websites that are still up, also those of briefs that were deleted before: the hosting platform takes them down.',
    example: ['https://chez-awa.example.com'],
  })
  readonly websites: readonly string[];

  static of(receipt: ErasureReceipt): ErasureReceiptResponse {
    return {
      receipt_id: receipt.receiptId,
      requested_at: receipt.requestedAt.toISOString(),
      erased_at: receipt.erasedAt?.toISOString() ?? null,
      rows: receipt.rows,
      workspaces: receipt.workspaces,
      websites_taken_down: receipt.websitesTakenDown,
      websites: receipt.websites,
    };
  }
}

@ApiSchema({ name: 'PasswordChange' })
export class PasswordChangeDto {
  @ApiProperty({
    format: 'password',
    maxLength: PASSWORD_MAX_LENGTH,
    example: 'trois baobabs au bord du fleuve',
  })
  @IsString()
  @MaxLength(PASSWORD_MAX_UNITS, { context: { limit: PASSWORD_MAX_LENGTH } })
  readonly current_password: string;

  @NewPassword('quatre pirogues sous la pluie')
  readonly new_password: string;
}
