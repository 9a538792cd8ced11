import { Module } from '@nestjs/common';

/** Websites made of briefs, and webhooks. */
@Module({})
export class PublishingModule {}
