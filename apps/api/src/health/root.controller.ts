import { AppSettings } from '@genesis/config';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiSchema, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/public.decorator.js';

@ApiSchema({ name: 'Root' })
export class RootResponse {
  @ApiProperty({ example: 'Genesis AI Deep Agents Service' })
  readonly message: string;

  @ApiProperty({ example: '1.0.0' })
  readonly version: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null when the documentation is off.',
    example: '/docs',
  })
  readonly docs_url: string | null;

  @ApiProperty({ example: '/health' })
  readonly health_check: string;
}

@Public()
@ApiTags('health')
@Controller('/')
export class RootController {
  constructor(private readonly app: AppSettings) {}

  @Get()
  @ApiOperation({ summary: 'What this is and where to go on' })
  @ApiOkResponse({ type: RootResponse, description: 'Signposts.' })
  index(): RootResponse {
    return {
      message: 'Genesis AI Deep Agents Service',
      version: this.app.appVersion,
      docs_url: this.app.debug ? '/docs' : null,
      health_check: '/health',
    };
  }
}
