import { PUBLICATION_STATUSES, type PublicationStatus } from '@genesis/publishing';
import { ApiProperty } from '@nestjs/swagger';

const WEBSITE_ID = '7f1c2f0b-52a6-4f3a-9a2c-0f3f0a9b7d11';
const HOSTED_STATUSES = ['pending', 'live', 'failed'] as const;
const CODE = 'HOSTING_UNAVAILABLE';

/** Where a website stands. */
export class WebsiteResponse {
  @ApiProperty({ format: 'uuid', example: WEBSITE_ID })
  website_id: string;

  @ApiProperty({ format: 'uuid', example: '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21' })
  brief_id: string;

  @ApiProperty({
    enum: PUBLICATION_STATUSES,
    example: 'published',
    description: 'Of the publication that was asked for last.',
  })
  status: PublicationStatus;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 2,
    description: 'The version that was asked for last.',
  })
  version: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: 2,
    description: 'The version that visitors see; null before the first publication.',
  })
  live_version: number | null;

  @ApiProperty({
    type: String,
    format: 'uri',
    nullable: true,
    example: 'https://atelier-ndar.sites.digitalcloud360.com',
  })
  url: string | null;

  @ApiProperty({
    enum: HOSTED_STATUSES,
    nullable: true,
    example: 'live',
    description: 'At the platform that hosts it: `pending` while it is built there.',
  })
  hosted_status: (typeof HOSTED_STATUSES)[number] | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: `Why the last publication failed, e.g. \`${CODE}\`; asking again tries again.`,
  })
  error: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-02T09:30:00.000Z' })
  updated_at: string;
}

/** The website is published. */
export class WebsitePublishedResponse {
  @ApiProperty({ enum: [true], example: true })
  success: true;

  @ApiProperty({ example: 'The website is published.' })
  message: string;

  @ApiProperty({ type: WebsiteResponse })
  data: WebsiteResponse;

  @ApiProperty({ type: Number, example: 1_772_443_800.123, description: 'Unix seconds.' })
  timestamp: number;
}

/** A publication was asked for; it goes on by itself. */
export class WebsiteRequestedResponse {
  @ApiProperty({ format: 'uuid', example: WEBSITE_ID })
  website_id: string;

  @ApiProperty({ enum: ['queued', 'publishing'], example: 'queued' })
  status: 'queued' | 'publishing';

  @ApiProperty({
    format: 'uri-reference',
    example: `/api/v1/business/website/${WEBSITE_ID}/status`,
  })
  status_url: string;
}
