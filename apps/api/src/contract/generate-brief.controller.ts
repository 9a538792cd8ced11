import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IdempotencyKey } from '../briefs/idempotency-key.decorator.js';
import { Prefer, type Preferences } from '../briefs/preferences.js';
import { ServiceRoute } from '../service/service-route.decorator.js';
import { ContractGeneration } from './contract-generation.js';
import { GenerationAnswers } from './generation-answers.decorator.js';
import type { GeneratedBriefResponse } from './dto/contract.responses.js';
import { GenerateForUserDto } from './dto/generate-for-user.dto.js';

/** Where DigitalCloud360 has called the former service; not under the prefix of the API. */
@ApiTags('dc360')
@Controller('api/genesis')
export class GenerateBriefController {
  constructor(private readonly generation: ContractGeneration) {}

  @ServiceRoute('briefs.generate', 'contract.generate')
  @Post('generate-brief')
  @HttpCode(201)
  @ApiOperation({
    operationId: 'contract.generateBrief',
    summary: 'Generate a brief for a user of DigitalCloud360 (address of the former service)',
  })
  @GenerationAnswers()
  async generate(
    @IdempotencyKey() idempotencyKey: string | null,
    @Prefer() preferences: Preferences,
    @Body() body: GenerateForUserDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GeneratedBriefResponse> {
    return this.generation.generate({
      route: '/api/genesis/generate-brief',
      body,
      idempotencyKey,
      preferences,
      reply,
    });
  }
}
