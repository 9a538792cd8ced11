import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const PATH_MAX = 200;
/** Longer contents are refused by the file system itself, by bytes. */
const CONTENT_MAX = 16_777_216;
const YEAR_S = 31_536_000;

const Path = (description: string, example: string): PropertyDecorator => {
  const rules = [
    ApiProperty({ type: String, maxLength: PATH_MAX, description, example }),
    IsString(),
    MaxLength(PATH_MAX, { context: { limit: PATH_MAX } }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};
const PATH_RULE = 'Segments of `A-Z a-z 0-9 . _ -` between `/`; none is `.` or `..`.';

@ApiSchema({ name: 'WriteFileRequest' })
export class WriteFileDto {
  @Path(PATH_RULE, 'notes/idees.md')
  readonly path: string;

  @IsString()
  @MaxLength(CONTENT_MAX, { context: { limit: CONTENT_MAX } })
  @ApiProperty({
    type: String,
    maxLength: CONTENT_MAX,
    description: 'Text; at most VFS_MAX_FILE_BYTES bytes in UTF-8.',
    example: '# Idées',
  })
  readonly content: string;

  @IsOptional()
  @IsInt()
  @Min(1, { context: { limit: 1 } })
  @Max(YEAR_S, { context: { limit: YEAR_S } })
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: YEAR_S,
    required: false,
    description: 'Seconds until the file disappears. Default: with the workspace.',
  })
  readonly ttl?: number;
}

export class FileQuery {
  @Path(PATH_RULE, 'notes/idees.md')
  readonly path: string;
}

export class FilesQuery {
  @IsOptional()
  @IsString()
  @MaxLength(PATH_MAX, { context: { limit: PATH_MAX } })
  @ApiProperty({
    type: String,
    maxLength: PATH_MAX,
    required: false,
    default: '**',
    description: '`*` and `?` stay within a segment, `**` crosses segments.',
    example: 'notes/*.md',
  })
  readonly pattern?: string;
}

@ApiSchema({ name: 'FileWritten' })
export class FileWrittenResponse {
  @ApiProperty({ enum: [true] })
  readonly success: true;

  @ApiProperty({ example: '/notes/idees.md' })
  readonly path: string;
}

@ApiSchema({ name: 'FileText' })
export class FileTextResponse {
  @ApiProperty({ example: '/notes/idees.md' })
  readonly path: string;

  @ApiProperty({ maxLength: CONTENT_MAX, example: '# Idées' })
  readonly content: string;
}

@ApiSchema({ name: 'FileInfo' })
export class FileInfoResponse {
  @ApiProperty({ example: '/notes/idees.md' })
  readonly path: string;

  @ApiProperty({ type: 'integer', description: 'Bytes.', example: 8 })
  readonly size: number;

  @ApiProperty({ example: 'text/markdown' })
  readonly media_type: string;

  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  readonly sha256: string;

  @ApiProperty({ type: 'integer', minimum: 1, example: 3 })
  readonly revision: number;

  @ApiProperty({ format: 'date-time', example: '2026-03-02T09:30:00.000Z' })
  readonly created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-03-02T09:30:00.000Z' })
  readonly modified_at: string;
}

@ApiSchema({ name: 'FileNames' })
export class FileNamesResponse {
  @ApiProperty({ type: [String], example: ['/notes/idees.md'] })
  readonly files: readonly string[];

  @ApiProperty({ type: 'integer', example: 1 })
  readonly total: number;
}
